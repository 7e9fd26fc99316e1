using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Attribution;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Pnl.Causes;

public sealed class LedgerValueTests
{
    private const string Old = "newest mark is 70 s old, more than 60 s";

    /// <summary>Realised 10, 1 bought at 100 still open, fees of 0.5 and another of 0.01 BNB.</summary>
    private static readonly LedgerState Charged = Fold(
        Linear, Buy(Linear, 2, 100) with { Fee = 0.5m }, Sell(Linear, 1, 110) with { Fee = 0.01m, FeeAsset = "BNB" });

    [Fact]
    public void Without_a_mark_the_realised_profit_and_the_fees_are_still_in_the_partial_total()
    {
        var value = Of(Fold(Linear, Buy(Linear, 2, 100) with { Fee = 0.5m }, Sell(Linear, 1, 110)), null);

        Assert.Equal((null, 9.5m, Old), (value.Total, value.Attribution.PartialTotal, value.Reason));
    }

    [Fact]
    public void An_unknown_fee_alone_is_left_out_of_the_partial_total()
    {
        var value = Of(Charged, 120m);

        Assert.Equal((null, 29.5m, "no rate for fees in BNB"), (value.Total, value.Attribution.PartialTotal, value.Reason));
        Assert.Null(value.Attribution.Fees);
    }

    [Fact]
    public void Everything_that_is_left_out_is_named()
    {
        var value = Of(Charged with { FundingMissing = 2 }, null);

        Assert.Equal((null, 9.5m), (value.Total, value.Attribution.PartialTotal));
        Assert.Equal($"no rate for fees in BNB; the rate of 2 funding times is not known; {Old}", value.Reason);
        Assert.Equal($"no rate for fees in BNB; set a schedule; {Old}", value.WithFundingReason(Charged with { FundingMissing = 2 }, "set a schedule").Reason);
    }

    [Fact]
    public void A_known_total_is_its_own_partial_total()
    {
        var value = Of(Fold(Linear, Buy(Linear, 1, 100) with { Fee = 0.5m }), 120m);

        Assert.Equal((19.5m, 19.5m, null), (value.Total, value.Attribution.PartialTotal, value.Reason));
    }

    [Fact]
    public void A_value_past_decimal_leaves_what_was_realised()
    {
        var value = Of(Fold(Linear, Buy(Linear, 2_000_000, 100), Sell(Linear, 1_000_000, 110)), 1e26m);

        Assert.Equal((null, 10_000_000m), (value.Total, value.Attribution.PartialTotal));
        Assert.Contains("past what decimal holds", value.Reason, StringComparison.Ordinal);
    }

    private static LedgerValue Of(LedgerState state, decimal? mark) => LedgerValue.Of(state, Linear.Contract, default, mark, mark, Old);
}
