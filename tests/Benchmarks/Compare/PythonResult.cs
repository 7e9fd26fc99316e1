namespace Ballast.Benchmarks.Compare;

/// <summary>Result of the Python pipeline.</summary>
/// <param name="Python">Version of the Python that ran it; <see langword="null"/> when none could.</param>
/// <param name="Redis">Version of its Redis client.</param>
/// <param name="Error">Why there are no figures; <see langword="null"/> when there are.</param>
/// <param name="Rows">By file, in the order given.</param>
internal sealed record PythonResult(string? Python, string? Redis, string? Error, IReadOnlyList<PythonRow> Rows);

/// <summary>Speeds of the Python pipeline over one file, in messages a second.</summary>
/// <param name="Messages">Messages that it found.</param>
/// <param name="Mids">Last mid of each instrument.</param>
/// <param name="DecodeAndApply"><c>json.loads</c>, book and mid alone.</param>
/// <param name="Pipeline">With queue and Redis writes.</param>
/// <param name="Latency">At the rate asked for; of the first file only.</param>
internal sealed record PythonRow(int Messages, IReadOnlyDictionary<string, double?> Mids, double DecodeAndApply, double Pipeline, LatencySummary? Latency);
