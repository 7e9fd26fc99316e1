using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Ballast.Testing.Processes;

/// <summary>A real redis-server on a free loopback port and a temporary directory, ended with the fixture that started it.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private const int MaxTries = 5;

    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private RedisProcess(Process process, DirectoryInfo directory, int port)
    {
        (_process, _directory, Port) = (process, directory, port);
    }

    public int Port { get; }

    /// <summary>Starts one; a port that somebody else took in between is given up for another.</summary>
    public static async Task<RedisProcess> Start()
    {
        for (var tries = 1; ; tries++)
        {
            var output = new List<string>();
            if (await TryStart(FreePorts.Choose(1)[0], output) is { } redis)
            {
                return redis;
            }

            if (tries == MaxTries || !output.Exists(line => line.Contains("Address already in use", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException($"redis-server ended before it was ready: {string.Join('\n', output)}");
            }
        }
    }

    private static async Task<RedisProcess?> TryStart(int port, List<string> output)
    {
        var directory = Directory.CreateTempSubdirectory("ballast-redis-");
        var start = new ProcessStartInfo("redis-server")
        {
            WorkingDirectory = directory.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
            "--dir", directory.FullName, "--save", "", "--appendonly", "no",
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
            directory.Delete(true);
            throw new InvalidOperationException("These tests need redis-server and there is none; install it with: apt-get install redis-server", e);
        }

        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                return new(process, directory, port);
            }
        }

        directory.Delete(true);
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
