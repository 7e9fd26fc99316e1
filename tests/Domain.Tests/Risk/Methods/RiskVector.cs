using System.Text.Json;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

/// <summary>One case of var_es.json or mm_analytics.json, with its own tolerance.</summary>
internal sealed class RiskVector(JsonElement vector, JsonElement series)
{
    private readonly JsonElement _input = vector.GetProperty("input");
    private readonly JsonElement _expected = vector.GetProperty("expected");

    internal string Method => _input.Text("method");

    internal bool Has(string name) => _input.Given(name) is not null;

    internal double Input(string name) => _input.GetProperty(name).GetDouble();

    internal string InputText(string name) => _input.Text(name);

    internal JsonElement Element(string name) => _input.GetProperty(name);

    internal double[] Numbers(string name) => [.. _input.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];

    /// <summary>The series that a member names.</summary>
    internal double[] Returns(string name) => Of(_input.Text(name));

    /// <summary>The series that a member lists.</summary>
    internal double[][] Rows(string name) => [.. _input.GetProperty(name).EnumerateArray().Select(one => Of(one.GetString()!))];

    internal bool Expects(string name) => _expected.TryGetProperty(name, out _);

    internal JsonElement Expected(string name) => _expected.GetProperty(name);

    internal void Near(string name, double? actual) => Near(_expected.GetProperty(name), actual, name);

    internal void Near(JsonElement expected, double? actual, string name)
    {
        if (expected.ValueKind == JsonValueKind.Null || actual is null)
        {
            Assert.True(expected.ValueKind == JsonValueKind.Null && actual is null, $"{name}: expected {expected}, was {actual?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}");
            return;
        }

        var wanted = expected.GetDouble();
        var tolerance = vector.GetProperty("tolerance").GetDouble() * Math.Max(1, Math.Abs(wanted));
        Assert.True(Math.Abs(wanted - actual.Value) <= tolerance, $"{name}: expected {wanted:R}, was {actual.Value:R}");
    }

    internal void NearAll(string name, double[] actual) => NearAll(_expected.GetProperty(name), [.. actual.Select(x => (double?)x)], name);

    internal void NearAll(string name, double[,] actual) => NearAll(_expected.GetProperty(name), actual, name);

    internal void NearAll(JsonElement expected, double[,] actual, string name)
    {
        var rows = expected.EnumerateArray().ToArray();
        Assert.Equal(rows.Length, actual.GetLength(0));
        for (var i = 0; i < rows.Length; i++)
        {
            var row = i;
            NearAll(rows[i], [.. Enumerable.Range(0, actual.GetLength(1)).Select(j => (double?)actual[row, j])], $"{name}[{i}]");
        }
    }

    internal void NearAll(JsonElement expected, double?[] actual, string name)
    {
        var wanted = expected.EnumerateArray().ToArray();
        Assert.Equal(wanted.Length, actual.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            Near(wanted[i], actual[i], $"{name}[{i}]");
        }
    }

    private double[] Of(string name) => [.. series.GetProperty(name).EnumerateArray().Select(r => r.GetDouble())];
}
