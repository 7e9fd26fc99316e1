using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Ballast.Domain.Tests;

/// <summary>Runs the reference vectors that a rule selects, and says how many those were.</summary>
internal static class VectorCases
{
    /// <summary>Checks each selected case of a file; a failure names the case, and selecting none is one too.</summary>
    public static void Check(string file, Func<JsonElement, bool> isCovered, Action<JsonElement> check)
    {
        var cases = SharedFolder.Vectors(file).GetProperty("cases").EnumerateArray().ToArray();
        var covered = cases.Where(isCovered).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {covered.Length} of {cases.Length} cases");
        Assert.NotEmpty(covered);
        Assert.Multiple([.. covered.Select(c => (Action)(() => Named(c, check)))]);
    }

    /// <summary>Compares at the tolerance the vectors' README gives for decimal strings.</summary>
    public static void Near(JsonElement expected, decimal? actual, string what)
    {
        decimal? wanted = expected.ValueKind == JsonValueKind.Null ? null : expected.Decimal();
        var isNear = wanted is { } w && actual is { } a ? Math.Abs(a - w) <= 1e-12m * Math.Max(1m, Math.Abs(w)) : wanted == actual;
        Assert.True(isNear, $"{what}: expected {wanted?.ToString(CultureInfo.InvariantCulture) ?? "null"}, was {actual?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
    }

    public static decimal Decimal(this JsonElement value) =>
        decimal.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string Text(this JsonElement value, string property) => value.GetProperty(property).GetString()!;

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
