using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ballast.Benchmarks.Micro;
using Ballast.Domain.Instruments;
using MathNet.Numerics.Distributions;

namespace Ballast.Benchmarks.Risk;

/// <summary>Result of NumPy.</summary>
/// <param name="Python">Version of the Python that ran it; <see langword="null"/> when none could.</param>
/// <param name="Numpy">Version of NumPy.</param>
/// <param name="Error">Why there are no figures; <see langword="null"/> when there are.</param>
/// <param name="Rows">By method.</param>
internal sealed record NumpyResult(string? Python, string? Numpy, string? Error, IReadOnlyList<RiskTiming> Rows)
{
    private const double Tolerance = 1e-9;

    /// <summary>Its time for a method.</summary>
    /// <exception cref="InvalidOperationException">It has computed something else.</exception>
    internal double? TimeOf(RiskTiming ours)
    {
        if (Rows.FirstOrDefault(row => row.Method == ours.Method) is not { } row)
        {
            return null;
        }

        return ours.Answer is not { } answer || row.Answer is not { } theirs || Math.Abs(answer - theirs) <= Tolerance * Math.Abs(answer)
            ? row.Milliseconds
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{ours.Method}: we have {answer:R}, NumPy has {theirs:R}; that is not the same work."));
    }
}

/// <summary>NumPy as Debian packages it, over the same moves and positions.</summary>
internal static class NumpyPeer
{
    private const string Script = "numpy-peer.py";
    private const string Missing = "NumPy is missing: apt-get install python3-numpy to compare with it.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Debian's own Python comes second in a path that has another; only that one sees Debian's packages.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    /// <summary>Runs it; never throws for what is missing on this machine.</summary>
    internal static NumpyResult Run(SomeRisk risk, RiskStages stages, int passes)
    {
        var file = Path.GetTempFileName();
        try
        {
            Write(file, risk, stages);
            string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Risk", Script), file, passes.ToString(CultureInfo.InvariantCulture), RiskStages.Paths.ToString(CultureInfo.InvariantCulture)];
            var python = Interpreters.FirstOrDefault(python => Try(python, ["-c", "import numpy"]) is not null);
            return python is null ? new(null, null, Missing, [])
                : Try(python, arguments) is { } figures ? JsonSerializer.Deserialize<NumpyResult>(figures, JsonSerializerOptions.Web)!
                : new(null, null, $"NumPy gave no figures: {python} {string.Join(' ', arguments[..1])} ended with an error.", []);
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return new(null, null, $"NumPy gave no figures: {fault.Message}", []);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Write(string file, SomeRisk risk, RiskStages stages)
    {
        var a = 1 - RiskStages.Confidence;
        var z = Normal.InvCDF(0, 1, a);
        double[] numbers =
        [
            risk.Legs.Count, risk.Moves.Count, RiskStages.Confidence, z, Normal.PDF(0, 1, z) / a, RiskStages.Decay,
            .. risk.Legs.Select(RiskStages.Value),
            .. risk.Legs.Select(leg => leg.Contract.Kind == ContractKind.Inverse ? 1.0 : 0),
            .. risk.Legs.Select(leg => leg.Settle == "BTC" ? 1.0 : 0),
            .. stages.Moves.SelectMany(row => row),
            .. risk.Moves.Of(risk.Rates["BTC"].Hops[0].Instrument)!,
            (double)risk.Rates["BTC"].Rate,
            .. stages.Exposures,
        ];
        using var writer = new BinaryWriter(File.Create(file));
        Array.ForEach(numbers, writer.Write);
    }

    /// <returns>What it printed; <see langword="null"/> when it could not be run or ended with an error.</returns>
    private static string? Try(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
            }

            // What it complains of is not shown: whoever misses the figures runs the script by hand.
            error.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
