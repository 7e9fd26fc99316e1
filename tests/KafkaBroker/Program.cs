using System.Globalization;
using Ballast.KafkaBroker;

// Brokers in a process of their own. The argument is their number; the first line of output their addresses. Then each line of input is an order, answered by "done".
using var cluster = new MockCluster(int.Parse(args[0], CultureInfo.InvariantCulture));
Console.WriteLine(cluster.Servers);
while (Console.ReadLine() is { } line)
{
    var words = line.Split(' ');
    switch (words)
    {
        case ["topic", var name, var partitions]:
            cluster.AddTopic(name, Number(partitions));
            break;
        case ["down"]:
            cluster.SetUp(isUp: false);
            break;
        case ["up"]:
            cluster.SetUp(isUp: true);
            break;
        case ["answer", var milliseconds]:
            cluster.SetAnswerTime(Number(milliseconds));
            break;
        case ["fail", var kind, var code, var times]:
            cluster.Fail((short)Number(kind), Number(code), Number(times));
            break;
        case ["trim", var topic, var partition, var before]:
            cluster.Trim(topic, Number(partition), Number(before));
            break;
        default:
            throw new ArgumentException($"There is no order '{line}'.");
    }

    Console.WriteLine("done");
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
