using System.Security.Cryptography;

namespace Ballast.Domain.MarketData;

/// <summary>All price levels of one instrument, rebuilt from a snapshot and the changes after it.</summary>
/// <remarks>
/// The rules are those of Tardis' own book: a snapshot clears both sides, what comes before the first one is ignored, an
/// amount of 0 removes a level, and removing a level that is not there does nothing. Nothing is uncrossed: a crossed book
/// says so and has no mid. Not safe for concurrent use.
/// </remarks>
public sealed class OrderBook
{
    private const int HashBytes = 16;

    private readonly BookSide bids = new(isBid: true);
    private readonly BookSide asks = new(isBid: false);
    private bool hasSnapshot;
    private bool isStale;

    /// <summary>Whether the levels can be trusted. A locked book (best bid equal to best ask) counts as crossed.</summary>
    public BookState State =>
        !hasSnapshot ? BookState.NoSnapshot
        : isStale ? BookState.Stale
        : BestBid is { } bid && BestAsk is { } ask && bid.Price >= ask.Price ? BookState.Crossed
        : BookState.Live;

    /// <summary>Highest bid; <see langword="null"/> when there is none.</summary>
    public BookLevel? BestBid => bids.Best;

    /// <summary>Lowest ask; <see langword="null"/> when there is none.</summary>
    public BookLevel? BestAsk => asks.Best;

    /// <summary>Mean of best bid and ask, in quote; <see langword="null"/> unless the book is live, uncrossed and two-sided.</summary>
    public double? Mid =>
        State == BookState.Live && BestBid is { } bid && BestAsk is { } ask ? (bid.Price + ask.Price) / 2 : null;

    /// <summary>Best prices, each weighted by the size of the other side, in quote; <see langword="null"/> when <see cref="Mid"/> is.</summary>
    public double? WeightedMid =>
        State == BookState.Live && BestBid is { } bid && BestAsk is { } ask
            ? ((bid.Price * ask.Amount) + (ask.Price * bid.Amount)) / (bid.Amount + ask.Amount)
            : null;

    /// <summary>Number of bid levels.</summary>
    public int BidCount => bids.Count;

    /// <summary>Number of ask levels.</summary>
    public int AskCount => asks.Count;

    /// <summary>Applies one message as a unit.</summary>
    /// <remarks>A level whose price or amount is not a finite number, or whose amount is negative, is never stored.</remarks>
    /// <returns>
    /// <see langword="false"/> when it was ignored: it is no snapshot, and there was none before or the book is stale.
    /// </returns>
    public bool Apply(BookChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Apply(change.IsSnapshot, change.Bids, change.Asks);
    }

    /// <summary>As <see cref="Apply(BookChange)"/>, from levels that stay the caller's; allocates nothing but room for more levels than before.</summary>
    /// <param name="isSnapshot">Whether both sides are dropped first.</param>
    /// <param name="bids">Changed bids, applied in order.</param>
    /// <param name="asks">Changed asks, applied in order.</param>
    public bool Apply(bool isSnapshot, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (isSnapshot)
        {
            this.bids.Load(bids);
            this.asks.Load(asks);
            hasSnapshot = true;
            isStale = false;
            return true;
        }

        if (!hasSnapshot || isStale)
        {
            return false;
        }

        this.bids.Apply(bids);
        this.asks.Apply(asks);
        return true;
    }

    /// <summary>Something was missed: the levels stay readable but are not trusted until the next snapshot.</summary>
    public void MarkStale() => isStale = hasSnapshot;

    /// <summary>At most <paramref name="count"/> bids, highest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public BookLevel[] TopBids(int count) => bids.Top(count);

    /// <summary>At most <paramref name="count"/> asks, lowest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public BookLevel[] TopAsks(int count) => asks.Top(count);

    /// <summary>Every bid, highest first.</summary>
    public BookLevel[] AllBids() => bids.Top(bids.Count);

    /// <summary>Every ask, lowest first.</summary>
    public BookLevel[] AllAsks() => asks.Top(asks.Count);

    /// <summary>Hexadecimal digest of state and levels, equal for equal books however they came about.</summary>
    public string StateHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)State]);
        bids.AddTo(hash);
        asks.AddTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashBytes));
    }
}
