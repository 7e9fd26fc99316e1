using System.Globalization;
using Ballast.Silo;

namespace Ballast.Benchmarks.Journals;

/// <summary>redis-benchmark pushing as many bytes an entry to lists of the same server: what the store does with no silo before it.</summary>
internal static class RedisPeer
{
    private const int Probe = 2_000;

    /// <summary>Pushes a second, a run of about the seconds given.</summary>
    /// <param name="port">The server.</param>
    /// <param name="password">Its password, if it has one.</param>
    /// <param name="cell">Clients and the length of their pipelines.</param>
    /// <param name="bytes">Size of an entry.</param>
    /// <param name="seconds">About how long.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal static async Task<double> Measure(int port, string? password, JournalCell cell, int bytes, double seconds, CancellationToken cancellationToken)
    {
        var rate = await Push(port, password, cell, bytes, Math.Max(Probe, cell.Callers * cell.Batch), cancellationToken);
        var pushes = (long)Math.Max(rate * seconds, cell.Callers * cell.Batch);
        return await Push(port, password, cell, bytes, pushes, cancellationToken);
    }

    /// <summary>Ends at once when redis-benchmark is not installed.</summary>
    /// <exception cref="StartupException">It is not.</exception>
    internal static async Task RequireInstalled(CancellationToken cancellationToken)
    {
        using var process = RedisServer.Run("redis-benchmark", "--version");
        await process.WaitForExitAsync(cancellationToken);
    }

    private static async Task<double> Push(int port, string? password, JournalCell cell, int bytes, long pushes, CancellationToken cancellationToken)
    {
        string[] options =
        [
            "-h", "127.0.0.1", "-p", Text(port), .. password is null ? Array.Empty<string>() : ["-a", password], "-c", Text(cell.Callers), "-P", Text(cell.Batch), "-n", Text(pushes),
            "-r", Text(cell.Instruments), "--csv", "RPUSH", "peer/__rand_int__", new('x', bytes),
        ];
        using var process = RedisServer.Run("redis-benchmark", options);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var lines = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n');
        await process.WaitForExitAsync(cancellationToken);

        // The name of the test is the whole command; the rate is the first number after it.
        var result = lines.LastOrDefault(line => line.StartsWith("\"RPUSH", StringComparison.Ordinal))?.Split("\",\"");
        return process.ExitCode == 0 && result is { Length: > 1 }
            ? double.Parse(result[1].TrimEnd('"'), CultureInfo.InvariantCulture)
            : throw new StartupException($"redis-benchmark ended with {process.ExitCode}: {await errors}{string.Join('\n', lines)}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
