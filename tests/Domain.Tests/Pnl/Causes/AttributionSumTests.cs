using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.RollUp;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Causes;

public sealed class AttributionSumTests
{
    private static readonly ContractValue Linear = new(ContractKind.Linear, 0.01m);

    private static readonly ContractValue[] Contracts =
        [new(ContractKind.Spot, 1m), Linear, new(ContractKind.Inverse, 100m), new(ContractKind.Quanto, 0.000001m)];

    private static readonly Gen<ContractValue> SomeContract = Gen.Int[0, Contracts.Length - 1].Select(i => Contracts[i]);

    private static readonly Gen<decimal> SomePrice = Gen.Int[100_00, 200_00].Select(cents => cents / 100m);

    /// <summary>A mid, and the fills before the next: signed quantity and price.</summary>
    private static readonly Gen<(decimal Mid, (decimal Quantity, decimal Price)[] Fills)[]> SomePath =
        Gen.Select(SomePrice, Gen.Select(Gen.Int[-50, 50].Select(n => n / 10m), SomePrice).Array[0, 4]).Array[1, 40];

    private static AttributionSum SomeSum() => new()
    {
        ValueAtMids = 3m,
        ValueAtPrices = 2m,
        Position = 200m,
        LastMid = 10m,
        Mark = 11m,
        Fees = 0.5m,
        Funding = -0.25m,
    };

    [Fact]
    public void The_sums_telescope_to_the_path_node_by_node() => Gen.Select(SomeContract, SomePath, SomePrice).Sample((contract, path, mark) =>
    {
        var (spread, inventory, position, mid) = (0m, 0m, 0m, path[0].Mid);
        var (atMids, atPrices) = (0m, 0m);
        foreach (var node in path)
        {
            inventory += position * (contract.At(node.Mid) - contract.At(mid));
            mid = node.Mid;
            foreach (var (quantity, price) in node.Fills)
            {
                spread += quantity * (contract.At(mid) - contract.At(price));
                position += quantity;
                atMids += quantity * contract.At(mid);
                atPrices += quantity * contract.At(price);
            }
        }

        var attribution = new AttributionSum
        {
            ValueAtMids = atMids,
            ValueAtPrices = atPrices,
            Position = position,
            LastMid = mid,
            Mark = mark,
            Fees = 0.125m,
            Funding = -0.5m,
        }.Of(contract);
        Assert.Equal(spread, attribution.Spread);
        Assert.Equal(inventory, attribution.Inventory);
        Assert.Equal(position * (contract.At(mark) - contract.At(mid)), attribution.MarkBasis);
        Assert.Equal((position * contract.At(mark)) - atPrices - 0.125m - 0.5m, attribution.Total);
        Assert.Equal(attribution.Total, attribution.Explained);
    });

    [Fact]
    public void A_fill_without_a_mid_leaves_spread_and_inventory_unknown_and_the_total_known()
    {
        var attribution = (SomeSum() with { ValueAtMids = null, FillsWithoutMid = 2 }).Of(Linear);
        Assert.Null(attribution.Spread);
        Assert.Null(attribution.Inventory);
        Assert.Equal(2m, attribution.MarkBasis);
        Assert.Equal(22m - 2m - 0.5m - 0.25m, attribution.Total);
        Assert.Equal("no mid at 2 fills", attribution.Reason);
    }

    [Fact]
    public void A_position_without_mid_or_mark_names_what_is_missing()
    {
        var attribution = (SomeSum() with { LastMid = null, Mark = null, Fees = null, Funding = null }).Of(Linear);
        Assert.Equal(1m, attribution.Spread);
        Assert.Null(attribution.Inventory);
        Assert.Null(attribution.MarkBasis);
        Assert.Null(attribution.Total);
        Assert.Equal("no mid; no mark; a fee is not converted; a funding is not known", attribution.Reason);
    }

    [Fact]
    public void A_flat_position_needs_neither_mid_nor_mark()
    {
        var attribution = (SomeSum() with { Position = 0m, LastMid = null, Mark = null }).Of(Linear);
        Assert.Equal(-3m, attribution.Inventory);
        Assert.Equal(0m, attribution.MarkBasis);
        Assert.Equal(-2m - 0.5m - 0.25m, attribution.Total);
        Assert.Null(attribution.Reason);
        Assert.True(attribution.Holds);
    }

    [Fact]
    public void A_sum_past_what_decimal_holds_is_unknown_and_says_so()
    {
        var huge = PnlAttribution.Zero with { Inventory = decimal.MaxValue, MarkBasis = decimal.MinValue, Total = 0m };

        var sum = PnlAttribution.Sum(huge, huge);

        Assert.Equal((null, null, 0m, 0m), (sum.Inventory, sum.MarkBasis, sum.Spread, sum.Total));
        Assert.Equal("a sum is past what decimal holds", sum.Reason);
        Assert.Null((huge with { Spread = 1m }).Explained);
        Assert.Equal(0m, huge.Explained);
    }

    [Fact]
    public void A_reason_that_several_sums_share_is_said_once_and_those_of_one_ledger_stay_together()
    {
        var (one, both) = (PnlAttribution.Zero with { Reason = "no rate of BNB" }, PnlAttribution.Zero with { Reason = "a X: no mark; no rate of BNB" });

        Assert.Equal("no rate of BNB; a X: no mark", PnlAttribution.Sum(PnlAttribution.Sum(one, both), one).Reason);
        var ledger = PnlAttribution.Zero with { Reason = "no mid; no mark" };
        Assert.Equal("a X: no mid, no mark; b Y: no mid, no mark", SettledProfit.None("USDT").Add("a X", ledger).Add("b Y", ledger).Value.Reason);
    }

    [Fact]
    public void A_mid_that_no_ledger_can_count_is_missing_from_what_is_provisional()
    {
        var mids = default(ProvisionalMids).With(2m, Linear, 100m, 110m);
        Assert.Equal(new(0.2m, 0), mids);
        Assert.Equal(new(0.2m, 1), mids.With(2m, Linear, 100m, null));
        Assert.Equal(new(0.2m, 1), mids.With(1e12m, Linear, 100m, 1e20m));
        Assert.Equal(new(0.2m, 1), mids.With(1m, new(ContractKind.Inverse, 100m), 100m, 1e-28m));
    }
}
