using Ballast.Domain.Pnl.Fx;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Fx;

public sealed class FxTableTests
{
    private static FxTable Table(params (string Base, string Quote, decimal Mid, long At)[] rates) => new()
    {
        Version = 1, Now = new(100), MaxAge = TimeSpan.FromMicroseconds(10),
        Quotes = [.. rates.Select(r => new FxQuote(r.Base, r.Quote, r.Mid, new(r.At)))],
    };

    [Fact]
    public void An_asset_is_worth_one_of_itself_without_any_rate()
    {
        var conversion = FxTable.Empty.Convert("BTC", "BTC")!;
        Assert.Equal(1m, conversion.Rate);
        Assert.Equal(["BTC"], conversion.Path);
    }

    [Fact]
    public void A_direct_quote_beats_the_inverse_of_the_opposite_one()
    {
        var table = Table(("B", "A", 4, 100), ("A", "B", 0.2m, 100));
        Assert.Equal((0.2m, 4m), (table.Convert("A", "B")!.Rate, table.Convert("B", "A")!.Rate));
        Assert.Equal(0.25m, Table(("B", "A", 4, 100)).Convert("A", "B")!.Rate);
    }

    [Fact]
    public void Fewer_hops_beat_more_and_then_the_smallest_path_wins()
    {
        var table = Table(("A", "D", 9, 100), ("A", "C", 2, 100), ("C", "Z", 3, 100), ("A", "B", 5, 100), ("B", "Z", 7, 100));
        Assert.Equal(["A", "B", "Z"], table.Convert("A", "Z")!.Path);
        Assert.Equal(35m, table.Convert("A", "Z")!.Rate);
        Assert.Equal(["A", "Z"], Table([("A", "B", 1, 100), ("B", "Z", 1, 100), ("Z", "A", 8, 100)]).Convert("A", "Z")!.Path);
    }

    [Theory]
    [InlineData(2, 90, true)]
    [InlineData(2, 89, false)]
    [InlineData(0, 100, false)]
    [InlineData(-2, 100, false)]
    public void A_rate_counts_while_positive_and_within_its_age(int mid, long at, bool counts) =>
        Assert.Equal(counts, Table(("A", "B", mid, at)).Convert("A", "B") is not null);

    [Fact]
    public void Stablecoins_are_not_one_another_unless_quoted() =>
        Assert.Null(Table(("BTC", "USDT", 60_000, 100)).Convert("BTC", "USD"));

    [Fact]
    public void A_rate_that_decimal_would_write_as_nothing_is_none()
    {
        Assert.Null(Table(("B", "A", 7e28m, 100)).Convert("A", "B"));
        Assert.Null(Table(("A", "B", 1e-20m, 100), ("B", "C", 1e-20m, 100)).Convert("A", "C"));
    }

    [Fact]
    public void An_asset_that_no_rate_leads_to_one_way_is_reached_another_way()
    {
        var table = Table(("A", "B", 1e-20m, 100), ("B", "D", 1e-20m, 100), ("A", "C", 2, 100), ("C", "D", 3, 100));
        Assert.Equal((6m, "ACD"), (table.Convert("A", "D")!.Rate, string.Concat(table.Convert("A", "D")!.Path)));
    }

    [Fact]
    public void The_path_found_is_the_one_an_exhaustive_search_prefers() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[1, 9]).Select((b, q, mid) => (b, q, mid)).Array[0, 12].Sample(drawn =>
        {
            var rates = drawn.Where(d => d.b != d.q).DistinctBy(d => (d.b, d.q))
                .Select(d => ($"{(char)('A' + d.b)}", $"{(char)('A' + d.q)}", (decimal)d.mid, 100L)).ToArray();
            var paths = Paths(["A"], rates).OrderBy(p => p.Length).ThenBy(string.Concat, StringComparer.Ordinal).FirstOrDefault();
            Assert.Equal(paths, Table(rates).Convert("A", "F")?.Path);
        });

    private static IEnumerable<string[]> Paths(string[] path, (string Base, string Quote, decimal, long)[] rates) =>
        path[^1] == "F"
            ? [path]
            : rates.SelectMany(r => new[] { (From: r.Base, To: r.Quote), (From: r.Quote, To: r.Base) })
                .Where(e => e.From == path[^1] && !path.Contains(e.To)).Select(e => e.To).Distinct()
                .SelectMany(to => Paths([.. path, to], rates));
}
