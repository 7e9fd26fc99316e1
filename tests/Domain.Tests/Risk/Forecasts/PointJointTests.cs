using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Forecasts;

public sealed class PointJointTests
{
    private static readonly Instant Never = new(Instant.MaxMicros);

    [Fact]
    public void Any_order_of_telling_gives_the_same_points()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            string[] names = ["firm", "desk", "other"];
            var told = names.ToDictionary(name => name, name => Enumerable.Range(1, 20).Where(_ => random.Next(4) > 0).Append(21).Select(second => Point(name, second)).ToArray());
            var from = names.ToDictionary(name => name, name => (Instant?)At(random.Next(0, 3) == 0 ? 0 : (int)(told[name][0].At.Micros / Instant.PerSecond)));

            // Naive: a point is everything that anybody has there.
            var wanted = told.Values.SelectMany(points => points).Select(point => point.At).Distinct().Order().Select(at => Text(
                at,
                names.Order(StringComparer.Ordinal).SelectMany(name => told[name].Where(point => point.At == at).SelectMany(point => point.Legs)),
                names.Order(StringComparer.Ordinal).SelectMany(name => told[name].Any(point => point.At == at) ? [name == "firm" ? "firm lacks" : $"{name}: {name} lacks"]
                    : from[name] <= at ? [$"{name} did not close {at}"] : Array.Empty<string>()))).ToArray();

            var join = new ForecastPointJoin("firm");
            join.SetSources(from);
            var (next, found) = (names.ToDictionary(name => name, _ => 0), new List<string>());
            while (names.Where(name => next[name] < told[name].Length).ToArray() is { Length: > 0 } left)
            {
                var name = left[random.Next(left.Length)];
                join.Add(name, told[name][random.Next(4) == 0 && next[name] > 0 ? next[name] - 1 : next[name]++]);
                while (random.Next(2) == 0 && join.Next(default, Never) is { } point)
                {
                    found.Add(Text(point.At, point.Legs, point.Missing));
                }
            }

            while (join.Next(default, Never) is { } point)
            {
                found.Add(Text(point.At, point.Legs, point.Missing));
            }

            Assert.True(wanted.SequenceEqual(found), $"seed {seed}");
        }
    }

    [Fact]
    public void A_point_waits_for_a_source_that_is_behind_until_it_may_not_and_then_names_it()
    {
        var join = new ForecastPointJoin("firm");
        join.SetSources(new Dictionary<string, Instant?> { ["firm"] = At(1), ["desk"] = At(0), ["new"] = null });
        join.Add("firm", Point("firm", 1));
        Assert.Null(join.Next(default, Never));
        Assert.Null(join.Next(new(Never), default));

        Assert.Equal(["desk did not close " + At(1), "firm lacks"], join.Next(new(At(1)), Never)!.Missing);

        // What comes after its point was joined is too late.
        join.Add("desk", Point("desk", 1));
        Assert.Null(join.Next(new(Never), Never));
        join.SetSources(new Dictionary<string, Instant?> { ["firm"] = At(1) });
        join.Add("firm", Point("firm", 2));
        Assert.Equal(["firm lacks"], join.Next(default, Never)!.Missing);
    }

    [Fact]
    public void Balances_of_all_sources_are_summed_by_asset_and_reasons_say_whose_they_are()
    {
        var join = new ForecastPointJoin("firm");
        join.SetSources(new Dictionary<string, Instant?> { ["firm"] = At(0), ["desk"] = At(0) });
        join.Add("firm", Point("firm", 3));
        join.Add("desk", Point("desk", 3));

        Assert.Equal([new("BTC", 6, "desk: a fee is not known, funding too"), new("desk", 1), new("firm", 1)], join.Next(default, Never)!.Balances);
    }

    private static string Text(Instant at, IEnumerable<RiskLeg> legs, IEnumerable<string> missing) =>
        $"{at} {string.Join(",", legs.Select(leg => leg.Instrument))} {string.Join(",", missing)}";

    private static Instant At(int second) => new(second * Instant.PerSecond);

    private static ForecastPoint Point(string name, int second) => new()
    {
        At = At(second),
        Legs = [new(new InstrumentId(name, "X"), new(ContractKind.Linear, 1), second, 1, "USDT")],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) },
        Missing = [$"{name} lacks"],
        Balances = [new("BTC", second, name == "desk" ? "a fee is not known; funding too" : null), new(name, 1)],
    };
}
