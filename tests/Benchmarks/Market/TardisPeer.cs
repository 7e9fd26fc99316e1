using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ballast.Benchmarks.Market;

/// <summary>Result of the peer.</summary>
/// <param name="Package">The npm package.</param>
/// <param name="Version">The version measured; <see langword="null"/> when it could not be.</param>
/// <param name="Node">The Node.js that ran it.</param>
/// <param name="Error">Why there are no figures; <see langword="null"/> when there are.</param>
/// <param name="Speeds">By file, in the order given.</param>
internal sealed record PeerResult(string Package, string? Version, string? Node, string? Error, IReadOnlyList<PeerSpeed> Speeds)
{
    /// <summary>The same if it has read what we have read; else without figures, for they would compare different work.</summary>
    internal PeerResult Of(IReadOnlyList<long> levels)
    {
        var found = Speeds.Select(speed => speed.Levels);
        return Error is not null || found.SequenceEqual(levels)
            ? this
            : this with { Speeds = [], Error = $"{Package} found {string.Join(", ", found)} levels in the files, not {string.Join(", ", levels)}." };
    }
}

/// <summary>Levels a second of the peer over one file.</summary>
/// <param name="Levels">Levels that it found in the file.</param>
/// <param name="Decode">JSON.parse.</param>
/// <param name="Apply">OrderBook.update and the best prices.</param>
/// <param name="DecodeAndApply">Both.</param>
internal sealed record PeerSpeed(long Levels, double Decode, double Apply, double DecodeAndApply);

/// <summary>The order book of the npm package tardis-dev, newest version, over the same files.</summary>
/// <remarks>
/// npm puts it into a folder of its own under the system's temporary one. Where it asks for a newer Node.js than there
/// is, the package <c>node</c> brings one along.
/// </remarks>
internal static class TardisPeer
{
    private const string Package = "tardis-dev";
    private const string Script = "tardis-peer.mjs";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Installs and runs it; never throws for what is missing on this machine.</summary>
    internal static PeerResult Run(IReadOnlyList<string> files, int passes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ballast-peer-tardis-dev")).FullName;
        try
        {
            Install(folder);
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Market", Script), Path.Combine(folder, Script), overwrite: true);
            var brought = Path.Combine(folder, "node_modules", "node", "bin", "node");
            var output = Call(
                File.Exists(brought) ? brought : "node", folder, [Script, passes.ToString(CultureInfo.InvariantCulture), .. files.Select(Path.GetFullPath)]);
            var result = JsonSerializer.Deserialize<PeerOutput>(output, JsonSerializerOptions.Web)!;
            return new(Package, result.Version, result.Node, null, result.Rows);
        }
        catch (Exception missing) when (missing is InvalidOperationException or Win32Exception or IOException or JsonException)
        {
            return new(Package, null, null, missing.Message, []);
        }
    }

    private static void Install(string folder)
    {
        string[] options = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
        try
        {
            Call("npm", folder, ["install", $"{Package}@latest", "--engine-strict", .. options]);
        }
        catch (InvalidOperationException refused) when (refused.Message.Contains("EBADENGINE", StringComparison.Ordinal))
        {
            Call("npm", folder, ["install", $"{Package}@latest", "node@latest", .. options]);
        }
    }

    private static string Call(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{program} is missing: install Node.js with npm to compare with {Package}.");
        }

        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"{program} did not end within {Patience.TotalMinutes:0} minutes.");
            }

            return process.ExitCode == 0
                ? output.GetAwaiter().GetResult()
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.GetAwaiter().GetResult().Trim()}");
        }
    }

    private sealed record PeerOutput(string Version, string Node, PeerSpeed[] Rows);
}
