using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Domain.Tests.Pnl.Markouts;

/// <summary>Fills to be marked out, in an instrument quoted around 100.</summary>
internal static class SomeMarkouts
{
    internal static readonly InstrumentId Instrument = new("binance", "BTCUSDT");

    internal static readonly MarkoutPolicy TwoHorizons = new(MarkoutHorizons.Parse("1s,5s"), MarkoutSizes.Default);

    internal static MarkoutFill SomeFill(long number = 1, double seconds = 10, Side side = Side.Buy, decimal price = 100m, decimal quantity = 2m) => new()
    {
        Number = number,
        Portfolio = "mm",
        Account = "main",
        Side = side,
        Liquidity = LiquiditySide.Maker,
        Price = price,
        Quantity = quantity,
        Contract = new(ContractKind.Linear, 1m),
        VenueTime = Second(seconds),
    };

    internal static MarkoutTracker SomeTracker(int recentCount = MarkoutTracker.DefaultRecentCount) => new(Instrument, "USDT", TwoHorizons, recentCount);

    internal static Instant Second(double seconds) => new((long)(seconds * Instant.PerSecond));

    internal static FinalMid? Final(decimal? mid) => new FinalMid(mid);

    /// <summary>A fill as the tracker keeps it, with those mids that are final.</summary>
    internal static TrackedFill Tracked(FillMarkouts markouts)
    {
        var tracked = new TrackedFill(markouts.Fill, markouts.Markouts.Length);
        if (markouts.AtFill is { } atFill)
        {
            tracked.SetMid(TrackedFill.AtFill, atFill);
        }

        for (var i = 0; i < markouts.Markouts.Length; i++)
        {
            if (markouts.Markouts[i] is { } known)
            {
                tracked.SetMid(i + 1, new(known.Mid, known.IsThinned));
            }
        }

        return tracked;
    }
}
