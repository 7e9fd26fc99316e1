using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Xunit;

namespace Ballast.Domain.Tests.Pnl;

public sealed class PortfolioSumTests
{
    private static readonly FxTable Fx = new()
    {
        Version = 1,
        Now = new(2_000_000),
        MaxAge = TimeSpan.FromSeconds(60),
        Quotes = [new("BTC", "USDT", 60_000m, new(1_000_000))],
    };

    [Fact]
    public void Amounts_are_added_in_their_own_currency_and_then_converted()
    {
        var sum = Sum([Some("a", "BTC", 0.5m), Some("b", "BTC", -0.25m), Some("c", "USDT", 10m)]);

        Assert.Equal(15_010m, sum.Total);
        Assert.Equal(sum.Total, sum.PartialTotal);
        Assert.Empty(sum.Missing);
    }

    [Fact]
    public void Without_a_rate_the_total_is_unknown_and_the_rest_is_partial()
    {
        var sum = Sum([Some("a", "ETH", 1m), Some("c", "USDT", 10m)]);

        Assert.Null(sum.Total);
        Assert.Equal(10m, sum.PartialTotal);
        Assert.Equal(["no fresh rate from ETH to USDT"], sum.Missing);
    }

    [Fact]
    public void A_ledger_without_a_total_says_why_in_the_portfolio()
    {
        var sum = Sum([Some("a", "USDT", null, "no mark yet"), Some("c", "USDT", 10m)]);

        Assert.Null(sum.Total);
        Assert.Equal(10m, sum.PartialTotal);
        Assert.Equal(["a: no mark yet"], sum.Missing);
    }

    [Fact]
    public void What_is_known_of_a_ledger_without_a_total_is_in_the_partial_total()
    {
        // Realised 7 without a mark, and 2 BTC less a fee that has no rate.
        var marked = Some("a", "USDT", null, "newest mark is 70 s old, more than 60 s");
        marked.Figures = marked.Figures with { Realized = 7m, PartialTotal = 7m };
        var charged = Some("b", "BTC", null, "no rate for fees in BNB");
        charged.Figures = charged.Figures with { Realized = 2m, Unrealized = 0m, Fees = null, PartialTotal = 2m };

        var sum = Sum([marked, charged, Some("c", "USDT", 10m)]);

        Assert.Equal((null, 120_017m), (sum.Total, sum.PartialTotal));
        Assert.Equal((120_007m, null), (sum.Realized - 10m, sum.Fees));
        Assert.Equal(["a: newest mark is 70 s old, more than 60 s", "b: no rate for fees in BNB"], sum.Missing);
    }

    [Fact]
    public void A_sum_past_what_decimal_holds_is_unknown_and_says_so()
    {
        var sum = Sum([Some("a", "BTC", decimal.MaxValue), Some("b", "USDT", 1m)]);

        Assert.Null(sum.Total);
        Assert.Contains("a sum is past what decimal holds", sum.Missing);
    }

    private static PortfolioSum Sum((SettleFigures Figures, string Unknown)[] ledgers)
    {
        var (sums, rates) = (new LedgerSums(), new TableRates("USDT"));
        rates.Use(Fx);
        foreach (var (figures, _) in ledgers)
        {
            sums.Add(figures);
        }

        return sums.At(rates, ledgers.Select(ledger => ledger.Figures), ledgers.Where(ledger => ledger.Figures.Total is null).Select(ledger => ledger.Unknown));
    }

    private static (SettleFigures Figures, string Unknown) Some(string name, string settle, decimal? total, string? reason = null) =>
        (new()
        {
            Settle = settle,
            Realized = total ?? 0m,
            Unrealized = total is null ? null : 0m,
            Fees = 0m,
            Funding = 0m,
            Total = total,
            PartialTotal = total ?? 0m,
        }, $"{name}: {reason}");
}
