using Ballast.Domain.MarketData.Books;

namespace Ballast.Grains.OrderBooks;

/// <summary>Options of order books and of the figures computed from them.</summary>
public sealed class BookOptions
{
    private const int MaxSeconds = 900;

    /// <summary>Whether crossed and locked books are uncrossed; see <see cref="BookRules.Uncross"/>.</summary>
    public bool Uncross { get; set; }

    /// <summary>Most levels kept on each side; <see langword="null"/> keeps all.</summary>
    public int? MaxDepth { get; set; }

    /// <summary>Time after which a live book without a change is stale; 0 means never. It does not apply in replays.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Window over which order-flow imbalance is summed, in whole seconds of venue time.</summary>
    public TimeSpan FlowWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Window of realised volatility, in whole seconds of venue time.</summary>
    public TimeSpan VolatilityWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Window of spread statistics and traded volume, in whole seconds of venue time.</summary>
    public TimeSpan LiquidityWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Window to which the fill intensity is fitted, in whole seconds of venue time.</summary>
    public TimeSpan IntensityWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Volume of a VPIN bucket by instrument, as <c>exchange/symbol</c>, in the venue's unit of amount; others have no VPIN.</summary>
    public IDictionary<string, double> VpinBuckets { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Number of buckets in a VPIN.</summary>
    public int VpinWindow { get; set; } = 50;

    /// <summary>The rules of a book of an instrument.</summary>
    /// <param name="tickSize">In quote, from the instrument's terms; <see langword="null"/> when they are not known.</param>
    public BookRules Rules(decimal? tickSize) => new() { Uncross = Uncross, MaxDepth = MaxDepth, TickSize = tickSize };

    internal IEnumerable<string> Faults()
    {
        if (MaxDepth is < 1)
        {
            yield return $"Books:MaxDepth is {MaxDepth}; it must be at least 1, or absent to keep every level.";
        }

        if (SilenceLimit < TimeSpan.Zero || (SilenceLimit > TimeSpan.Zero && SilenceLimit < TimeSpan.FromMilliseconds(100)))
        {
            yield return $"Books:SilenceLimit is {SilenceLimit}; it must be at least 100 ms, or 0 for never.";
        }

        (string, TimeSpan, int)[] windows =
        [
            ("FlowWindow", FlowWindow, 1), ("VolatilityWindow", VolatilityWindow, 2), ("LiquidityWindow", LiquidityWindow, 2), ("IntensityWindow", IntensityWindow, 2),
        ];
        foreach (var (key, window, least) in windows)
        {
            if (window < TimeSpan.FromSeconds(least) || window > TimeSpan.FromSeconds(MaxSeconds) || window.Ticks % TimeSpan.TicksPerSecond != 0)
            {
                yield return $"Books:{key} is {window}; it must be whole seconds from {least} to {MaxSeconds}.";
            }
        }

        if (VpinWindow is < 1 or > 10_000)
        {
            yield return $"Books:VpinWindow is {VpinWindow}; it must be from 1 to 10000.";
        }

        foreach (var (instrument, volume) in VpinBuckets)
        {
            if (!InstrumentId.TryParse(instrument, out _))
            {
                yield return $"Books:VpinBuckets holds '{instrument}'; write exchange/symbol, e.g. binance/BTCUSDT.";
            }

            if (!(volume > 0) || !double.IsFinite(volume))
            {
                yield return $"Books:VpinBuckets:{instrument} is {volume}; a bucket has a positive volume.";
            }
        }
    }
}
