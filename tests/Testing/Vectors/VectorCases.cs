using System.Globalization;
using System.Text.Json;
using Ballast.Domain;
using Xunit;

namespace Ballast.Testing.Vectors;

/// <summary>Runs the reference vectors that a rule selects, and says how many those were.</summary>
public static class VectorCases
{
    /// <summary>Checks each selected case of a file; a failure names the case, and selecting none is one too.</summary>
    public static void Check(string file, Func<JsonElement, bool> isCovered, Action<JsonElement> check)
    {
        var cases = All(file);
        var covered = cases.Where(isCovered).ToArray();
        Report($"{file}: {covered.Length} of {cases.Length} cases");
        Assert.NotEmpty(covered);
        Assert.Multiple([.. covered.Select(c => (Action)(() => Named(c, check)))]);
    }

    /// <summary>Checks every case of a file, or those selected, one after the other; each failure names its case, and selecting none is one too.</summary>
    public static async Task CheckEach(string file, Func<JsonElement, Task> check, Func<JsonElement, bool>? isCovered = null)
    {
        var failures = new List<string>();
        var cases = All(file).Where(isCovered ?? (_ => true)).ToArray();
        foreach (var vector in cases)
        {
            try
            {
                await check(vector);
            }
            catch (Exception failure)
            {
                failures.Add($"vector {vector.Text("id")}: {failure.Message}");
            }
        }

        Report($"{file}: {cases.Length} cases through grains, {failures.Count} failed");
        Assert.NotEmpty(cases);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    /// <summary>Every case of a file.</summary>
    public static JsonElement[] All(string file) => [.. ReferenceVectors.Read(file).GetProperty("cases").EnumerateArray()];

    /// <summary>Near, but a written 0 of a flat position is 0 and nothing else.</summary>
    public static void Exact(JsonElement expected, decimal? actual, string what)
    {
        Near(expected, actual, what);
        Assert.True(expected.GetString() != "0" || actual == 0, $"{what}: expected exactly 0, was {actual}");
    }

    /// <summary>By asset, where one that sums to 0 may be written or absent.</summary>
    public static void Assets(JsonElement expected, IReadOnlyDictionary<string, decimal> actual)
    {
        var wanted = expected.EnumerateObject().ToDictionary(f => f.Name, f => f.Value);
        Assert.All(wanted, f => Near(f.Value, actual.GetValueOrDefault(f.Key), f.Key));
        Assert.All(actual.Keys, asset => Assert.Contains(asset, wanted.Keys));
    }

    /// <summary>Compares at the tolerance the vectors' README gives for decimal strings.</summary>
    public static void Near(JsonElement expected, decimal? actual, string what)
    {
        decimal? wanted = expected.ValueKind == JsonValueKind.Null ? null : expected.Amount();
        var isNear = wanted is { } w && actual is { } a ? Math.Abs(a - w) <= 1e-12m * Math.Max(1m, Math.Abs(w)) : wanted == actual;
        Assert.True(isNear, $"{what}: expected {wanted?.ToString(CultureInfo.InvariantCulture) ?? "null"}, was {actual?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
    }

    public static decimal Amount(this JsonElement value) =>
        decimal.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string Text(this JsonElement value, string property) => value.GetProperty(property).GetString()!;

    public static JsonElement? Given(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static Instant Millis(this JsonElement value) => new(value.GetInt64() * Instant.PerMillisecond);

    /// <summary>To the test's own output, and where a runner that shows only failures lets it be seen too.</summary>
    private static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Console.WriteLine(line);
    }

    private static void Named(JsonElement vector, Action<JsonElement> check)
    {
        try
        {
            check(vector);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"vector {vector.Text("id")}: {failure.Message}", failure);
        }
    }
}
