using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Sums over the levels of a book, exact in decimal. Levels are given best first.</summary>
/// <remarks>
/// A double is converted to the shortest decimal that gives the same double, which is the number the venue sent. Values beyond the
/// range of decimal (7.9e28) throw <see cref="OverflowException"/>.
/// </remarks>
public static class BookAnalytics
{
    private const decimal BpsOfOne = 10_000m;

    /// <summary>Mid, spread and weighted mid from the best levels.</summary>
    /// <param name="bid">Best bid; <see langword="null"/> when there is none.</param>
    /// <param name="ask">Best ask; <see langword="null"/> when there is none.</param>
    public static BookFigures Figures(BookLevel? bid, BookLevel? ask)
    {
        var (bestBid, bestAsk) = (bid is { } b ? Exact(b.Price) : (decimal?)null, ask is { } a ? Exact(a.Price) : (decimal?)null);
        if (bestBid is not { } low || bestAsk is not { } high)
        {
            return new() { Top = bid is null && ask is null ? TopOfBook.Empty : TopOfBook.OneSided, BestBid = bestBid, BestAsk = bestAsk };
        }

        var mid = (low + high) / 2;
        var (bidSize, askSize) = (Exact(bid!.Value.Amount), Exact(ask!.Value.Amount));
        return new()
        {
            Top = low < high ? TopOfBook.Normal : low == high ? TopOfBook.Locked : TopOfBook.Crossed,
            BestBid = low,
            BestAsk = high,
            Mid = mid,
            Spread = high - low,
            SpreadBps = mid > 0 ? (high - low) / mid * BpsOfOne : null,
            WeightedMid = ((low * askSize) + (high * bidSize)) / (bidSize + askSize),
        };
    }

    /// <summary>Imbalance of sizes over the best <paramref name="levels"/> of each side.</summary>
    public static LevelImbalance Imbalance(ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(levels);
        var (bid, ask) = (Sum(bids, levels), Sum(asks, levels));
        return new(levels, bid + ask > 0 && double.IsFinite(bid + ask) ? (bid - ask) / (bid + ask) : null);
    }

    /// <summary>Sizes of each side within <paramref name="bps"/> basis points of the mid.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bps"/> is negative.</exception>
    public static DepthWithin Depth(ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, decimal bps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bps);
        if (bids.IsEmpty || asks.IsEmpty)
        {
            return new(bps, null, null);
        }

        var mid = (Exact(bids[0].Price) + Exact(asks[0].Price)) / 2;
        var distance = mid * bps / BpsOfOne;
        return new(bps, Within(bids, mid, distance, 1), Within(asks, mid, distance, -1));
    }

    /// <summary>Simulates trading a size at once against the book.</summary>
    /// <param name="bids">Bids, best first.</param>
    /// <param name="asks">Asks, best first.</param>
    /// <param name="side">Our side: a buy takes asks, a sell hits bids.</param>
    /// <param name="size">Positive, in the venue's unit of amount.</param>
    /// <param name="contract">Value of one unit. When it is <see langword="null"/>, or a price is not positive, the figures that need it are <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public static Execution Execute(
        ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, Side side, decimal size, ContractValue? contract)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var (filled, value, used, worst) = (0m, 0m, 0, (decimal?)null);
        foreach (var level in side == Side.Buy ? asks : bids)
        {
            if (filled == size)
            {
                break;
            }

            var price = Exact(level.Price);
            var taken = Math.Min(Exact(level.Amount), size - filled);
            if (taken <= 0)
            {
                // Too small for decimal.
                continue;
            }

            if (price <= 0)
            {
                // Contract values are defined for positive prices only.
                contract = null;
            }

            value += contract is { } c ? taken * Value(c, price) : 0;
            filled += taken;
            used++;
            worst = price;
        }

        var mid = bids.IsEmpty || asks.IsEmpty ? (decimal?)null : (Exact(bids[0].Price) + Exact(asks[0].Price)) / 2;
        var atMid = mid > 0 && filled > 0 && contract is { } terms ? filled * Value(terms, mid.Value) : (decimal?)null;
        var cost = side == Side.Buy ? value - atMid : atMid - value;
        return new()
        {
            Side = side,
            Size = size,
            Filled = filled,
            IsComplete = filled == size,
            LevelsUsed = used,
            Vwap = filled > 0 && contract is { } known ? known.PriceOf(value / filled) : null,
            WorstPrice = worst,
            CostVsMid = cost,
            CostVsMidBps = cost / (atMid is { } m ? Math.Abs(m) : null) * BpsOfOne,
        };
    }

    /// <summary>The shortest decimal whose nearest double is this value, which is the number it was parsed from.</summary>
    /// <exception cref="OverflowException">The value exceeds the range of decimal.</exception>
    public static decimal Exact(double value)
    {
        var rounded = (decimal)value;
        return (double)rounded == value ? rounded : decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    // Not rounded to 18 decimals as in ledgers, because a cost is a small difference of large values.
    private static decimal Value(ContractValue contract, decimal price) =>
        contract.Kind == ContractKind.Inverse ? -contract.Multiplier / price : contract.Multiplier * price;

    private static double Sum(ReadOnlySpan<BookLevel> levels, int count)
    {
        var sum = 0.0;
        foreach (var level in levels[..Math.Min(count, levels.Length)])
        {
            sum += level.Amount;
        }

        return sum;
    }

    private static decimal Within(ReadOnlySpan<BookLevel> levels, decimal mid, decimal distance, int sign)
    {
        var sum = 0m;
        foreach (var level in levels)
        {
            if (sign * (mid - Exact(level.Price)) > distance)
            {
                break;
            }

            sum += Exact(level.Amount);
        }

        return sum;
    }
}
