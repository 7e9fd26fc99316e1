using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Ballast.Testing.Processes;

/// <summary>A real redis-server on a free loopback port and a temporary directory, ended with the fixture that started it.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private const int MaxTries = 5;

    private readonly DirectoryInfo _directory;
    private readonly string[] _options;
    private Process _process;

    private RedisProcess(Process process, DirectoryInfo directory, int port, string[] options)
    {
        (_process, _directory, Port, _options) = (process, directory, port, options);
    }

    public int Port { get; }

    /// <summary>Memory that it holds now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one; a port that somebody else took in between is given up for another.</summary>
    /// <param name="options">Further options of redis-server; nothing is saved by default.</param>
    public static async Task<RedisProcess> Start(params string[] options)
    {
        var directory = Directory.CreateTempSubdirectory("ballast-redis-");
        for (var tries = 1; ; tries++)
        {
            var output = new List<string>();
            var port = FreePorts.Choose(1)[0];
            if (await TryStart(directory, port, options, output) is { } process)
            {
                return new(process, directory, port, options);
            }

            if (tries == MaxTries || !output.Exists(line => line.Contains("Address already in use", StringComparison.Ordinal)))
            {
                directory.Delete(true);
                throw new InvalidOperationException($"redis-server ended before it was ready: {string.Join('\n', output)}");
            }
        }
    }

    /// <summary>Sends a signal by name, e.g. STOP or CONT.</summary>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it at once, as kill -9 does, and starts it again on its port and directory.</summary>
    /// <param name="down">Time between the two.</param>
    public async Task KillAndRestart(TimeSpan down)
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await Eventually.Lasted(down, CancellationToken.None);
        var output = new List<string>();
        _process = await TryStart(_directory, Port, _options, output)
            ?? throw new InvalidOperationException($"redis-server did not start again: {string.Join('\n', output)}");
    }

    private static async Task<Process?> TryStart(DirectoryInfo directory, int port, string[] options, List<string> output)
    {
        var start = new ProcessStartInfo("redis-server")
        {
            WorkingDirectory = directory.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
            "--dir", directory.FullName, "--save", "", "--appendonly", "no", .. options,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("These tests need redis-server and there is none; install it with: apt-get install redis-server", e);
        }

        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                return process;
            }
        }

        process.Dispose();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(true);
    }
}
