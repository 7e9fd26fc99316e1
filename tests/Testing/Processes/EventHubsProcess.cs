using System.Diagnostics;
using System.Globalization;

namespace Ballast.Testing.Processes;

/// <summary>A broker that clients of Azure Event Hubs take for the service, in a process of its own, ended with the fixture that started it.</summary>
public sealed class EventHubsProcess : IAsyncDisposable
{
    private const int MaxTries = 5;

    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private EventHubsProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
    }

    /// <summary>Port on the loopback address.</summary>
    public int Port { get; }

    /// <summary>What an application is given to connect with.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true;";

    /// <summary>Memory that it holds now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one without hubs; a port that somebody else took in between is given up for another.</summary>
    public static async Task<EventHubsProcess> Start()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Ballast.EventHubsBroker.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing: refer to the project EventHubsBroker, which puts it beside the tests.");
        }

        for (var tries = 1; ; tries++)
        {
            var port = FreePorts.Choose(1)[0];
            var start = new ProcessStartInfo("dotnet", [program, port.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var process = Process.Start(start)!;
            if (await process.StandardOutput.ReadLineAsync() == "ready")
            {
                _ = process.StandardError.ReadToEndAsync();
                return new(process, port);
            }

            var errors = await process.StandardError.ReadToEndAsync();
            process.Dispose();
            if (tries == MaxTries)
            {
                throw new InvalidOperationException($"The broker ended before it was ready: {errors}");
            }
        }
    }

    /// <summary>Creates a hub; one of the same name goes, with everything in it, and numbers and offsets begin again.</summary>
    public Task Create(string hub, int partitions) => Obey($"create {hub} {partitions}");

    /// <summary>Removes a hub with everything in it.</summary>
    public Task Remove(string hub) => Obey($"remove {hub}");

    /// <summary>Ends every connection and takes no more until <see cref="Return"/>; what is stored stays.</summary>
    public Task GoAway() => Obey("down");

    /// <summary>Takes connections again.</summary>
    public Task Return() => Obey("up");

    /// <summary>Refuses the next sends, as a service that is throttled does.</summary>
    public Task RefuseSends(int count) => Obey($"refuse {count}");

    /// <summary>Number of the newest event in each partition; -1 when there is none.</summary>
    public async Task<long[]> Ends(string hub) =>
        [.. (await Ask($"ends {hub}")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>Sends a signal by name, e.g. STOP or CONT.</summary>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }

    private async Task Obey(string command)
    {
        if (await Ask(command) is not "done" and var answer)
        {
            throw new InvalidOperationException($"The broker answered '{command}' with '{answer}'.");
        }
    }

    private async Task<string> Ask(string command)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience) ?? throw new InvalidOperationException("The broker has ended.");
        }
        finally
        {
            _turn.Release();
        }
    }
}
