using System.Globalization;

namespace Ballast.EventHubsBroker;

/// <summary>Serves until its input ends, and obeys a command a line; the answer to each is one line.</summary>
internal static class Program
{
    private const long MaxBytes = 64L << 20;

    private static int Main(string[] arguments)
    {
        var broker = new Broker(int.Parse(arguments[0], CultureInfo.InvariantCulture), MaxBytes);
        try
        {
            broker.Open();
        }
        catch (System.Net.Sockets.SocketException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }

        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(Obey(broker, line.Split(' ')));
        }

        return 0;
    }

    private static string Obey(Broker broker, string[] words)
    {
        switch (words)
        {
            case ["create", var hub, var partitions]:
                broker.Create(hub, int.Parse(partitions, CultureInfo.InvariantCulture));
                return "done";
            case ["remove", var hub]:
                broker.Remove(hub);
                return "done";
            case ["down"]:
                broker.Close();
                return "done";
            case ["up"]:
                broker.Open();
                return "done";
            case ["refuse", var sends]:
                broker.Faults.RefusedSends = int.Parse(sends, CultureInfo.InvariantCulture);
                return "done";
            case ["ends", var hub]:
                return string.Join(' ', broker.Find(hub)?.Partitions.Select(partition => partition.Ends.Last?.Sequence ?? -1) ?? []);
            default:
                return $"unknown: {string.Join(' ', words)}";
        }
    }
}
