using System.Diagnostics;
using System.Globalization;

namespace Ballast.Testing.Processes;

/// <summary>Kafka brokers in a process of their own, which keep everything in memory. Disposing this ends the process, by its own id.</summary>
public sealed class KafkaProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private KafkaProcess(Process process, string servers) => (_process, Servers) = (process, servers);

    /// <summary>Addresses of the brokers, separated by commas.</summary>
    public string Servers { get; }

    /// <summary>Starts brokers without topics.</summary>
    public static async Task<KafkaProcess> Start(int brokers = 3)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Ballast.KafkaBroker.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing: refer to the project KafkaBroker, which puts it beside the tests.");
        }

        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var process = Process.Start(new ProcessStartInfo(host, [program, brokers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var servers = await process.StandardOutput.ReadLineAsync();
        return servers is { Length: > 0 } ? new(process, servers) : throw new InvalidOperationException("The brokers did not start.");
    }

    /// <summary>Creates a topic.</summary>
    public Task AddTopic(string topic, int partitions) => Order($"topic {topic} {partitions}");

    /// <summary>Takes all brokers away; what they keep stays.</summary>
    public Task GoDown() => Order("down");

    /// <summary>Brings them back.</summary>
    public Task ComeUp() => Order("up");

    /// <summary>Sets the time that brokers take to answer.</summary>
    public Task SetAnswerTime(TimeSpan time) => Order($"answer {(int)time.TotalMilliseconds}");

    /// <summary>Drops the messages of a partition before a position.</summary>
    public Task Trim(string topic, int partition, long before) => Order($"trim {topic} {partition} {before}");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }

    private async Task Order(string line)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            if (await _process.StandardOutput.ReadLineAsync() != "done")
            {
                throw new InvalidOperationException($"The brokers did not obey '{line}'.");
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
