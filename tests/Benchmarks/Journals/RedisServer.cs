using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Ballast.Silo;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Journals;

/// <summary>A redis-server of our own, on a free loopback port and a temporary directory.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryDirectory _directory;

    private RedisServer(Process process, TemporaryDirectory directory, int port) => (_process, _directory, Port) = (process, directory, port);

    internal int Port { get; }

    /// <param name="sync">When its append-only file is made durable: <c>everysec</c> or <c>always</c>; <see langword="null"/> for no file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StartupException">There is no redis-server, or it ends at once.</exception>
    internal static async Task<RedisServer> Start(string? sync, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        try
        {
            var port = LoopbackPorts.Free(1)[0];
            var process = Run(
                "redis-server",
                "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", directory.Path,
                "--save", "", "--appendonly", sync is null ? "no" : "yes", "--appendfsync", sync ?? "no");
            var output = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                output.Add(line);
                if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                {
                    _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                    _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                    return new(process, directory, port);
                }
            }

            throw new StartupException($"redis-server ended before it was ready: {string.Join('\n', output)}");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Starts one of Redis's programs, its outputs redirected.</summary>
    /// <exception cref="StartupException">It is not installed.</exception>
    internal static Process Run(string program, params IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception e)
        {
            throw new StartupException(
                $"{program} is needed and there is none on the PATH; install it, on Debian and Ubuntu with: apt-get install redis-server redis-tools", e);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }
}
