using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ballast.Benchmarks.Journals;
using Ballast.Silo;

namespace Ballast.Benchmarks.Compare;

/// <summary>A pipeline in Python as Ballast replaces it: asyncio, <c>json.loads</c>, sorted lists, one Redis write per update.</summary>
internal static class PythonPeer
{
    private const string Script = "python-peer.py";
    private const string Missing = "The Redis client for Python is missing: apt-get install python3-redis to compare with a Python pipeline.";

    // Debian's own Python comes second in a path that has another; only that one sees Debian's packages.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    /// <summary>Runs it; never throws for what is missing on this machine.</summary>
    /// <exception cref="InvalidOperationException">It has computed something else.</exception>
    internal static async Task<PythonResult> Run(CompareSettings settings, IReadOnlyList<MessageFile> files, CancellationToken cancellationToken)
    {
        try
        {
            var python = await Installed(cancellationToken);
            if (python is null)
            {
                return new(null, null, Missing, []);
            }

            await using var redis = await RedisServer.Start(null, cancellationToken);
            double[] numbers = [redis.Port, settings.Rate, settings.Seconds, settings.Pipeline];
            var (code, output, error) = await Call(
                python,
                [
                    Path.Combine(AppContext.BaseDirectory, "Compare", Script),
                    .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), .. files.Select(file => file.Path),
                ],
                cancellationToken);
            return code == 0
                ? Checked(JsonSerializer.Deserialize<PythonResult>(output, JsonSerializerOptions.Web)!, files)
                : new(null, null, $"The Python pipeline ended with {code}: {error.Trim().Split('\n')[^1]}", []);
        }
        catch (Exception missing) when (missing is StartupException or JsonException)
        {
            return new(null, null, missing.Message, []);
        }
    }

    private static PythonResult Checked(PythonResult result, IReadOnlyList<MessageFile> files)
    {
        foreach (var (row, file) in result.Rows.Zip(files))
        {
            if (row.Messages != file.Count || file.Mids.Any(mid => !row.Mids.TryGetValue(mid.Key, out var other) || other != mid.Value))
            {
                throw new InvalidOperationException($"{file.Name}: the Python pipeline has other messages or mids than we; that is not the same work.");
            }
        }

        return result;
    }

    private static async Task<string?> Installed(CancellationToken cancellationToken)
    {
        foreach (var python in Interpreters)
        {
            if (await Call(python, ["-c", "import redis.asyncio"], cancellationToken) is { Code: 0 })
            {
                return python;
            }
        }

        return null;
    }

    private static async Task<(int Code, string Output, string Error)> Call(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception missing)
        {
            return (-1, "", missing.Message);
        }

        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var error = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return (process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
