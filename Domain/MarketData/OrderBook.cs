using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ballast.Domain.MarketData;

/// <summary>All price levels of one instrument, rebuilt from a snapshot and the changes after it.</summary>
/// <remarks>
/// The rules are those of Tardis' own book: a snapshot clears both sides, what comes before the first one is ignored, an
/// amount of 0 removes a level, and removing a level that is not there does nothing. Unless its <see cref="BookRules"/> say
/// otherwise nothing is uncrossed: a crossed book says so and has no mid. Not safe for concurrent use.
/// </remarks>
public sealed class OrderBook
{
    private const int HashBytes = 16;

    /// <summary>Arrival time after which a book looks whether it is still busy.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly BookRules rules;
    private readonly TickIndexing indexing;
    private readonly BookSide bids;
    private readonly BookSide asks;
    private bool hasSnapshot;
    private bool isStale;
    private bool isSilent;
    private Instant periodStart;
    private long periodWork;

    /// <summary>Creates a book that keeps everything as sent.</summary>
    public OrderBook()
        : this(BookRules.AsSent)
    {
    }

    /// <summary>Creates a book.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="BookRules.MaxDepth"/> is not positive.</exception>
    public OrderBook(BookRules rules)
        : this(rules, TickIndexing.Default)
    {
    }

    internal OrderBook(BookRules rules, TickIndexing indexing)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rules.MaxDepth ?? 1, nameof(rules));
        (this.rules, this.indexing) = (rules, indexing);
        bids = new(isBid: true, rules.TickSize, indexing);
        asks = new(isBid: false, rules.TickSize, indexing);
    }

    /// <summary>Whether the levels can be trusted. A locked book (best bid equal to best ask) counts as crossed.</summary>
    public BookState State =>
        !hasSnapshot ? BookState.NoSnapshot
        : isStale || isSilent ? BookState.Stale
        : Top is TopOfBook.Crossed or TopOfBook.Locked ? BookState.Crossed
        : BookState.Live;

    /// <summary>How the best prices lie to each other, whether they can be trusted or not.</summary>
    public TopOfBook Top => (BestBid, BestAsk) switch
    {
        (null, null) => TopOfBook.Empty,
        (null, _) or (_, null) => TopOfBook.OneSided,
        ({ } bid, { } ask) => bid.Price < ask.Price ? TopOfBook.Normal : bid.Price == ask.Price ? TopOfBook.Locked : TopOfBook.Crossed,
    };

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

    /// <summary>Levels removed so far because they were crossed; 0 unless <see cref="BookRules.Uncross"/>.</summary>
    public long Uncrossed { get; private set; }

    /// <summary>Levels forgotten so far because they were too deep; 0 without <see cref="BookRules.MaxDepth"/>.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Whether <see cref="MarkSilent"/> holds: the next message ends it.</summary>
    public bool IsSilent => isSilent;

    /// <summary>Whether a side is kept by tick, as busy ones are; for tests and status only.</summary>
    internal bool IsIndexed => bids.IsIndexed || asks.IsIndexed;

    /// <summary>Applies one message as a unit.</summary>
    /// <remarks>A level whose price or amount is not a finite number, or whose amount is negative, is never stored.</remarks>
    /// <returns>
    /// <see langword="false"/> when it was ignored: it is no snapshot, and there was none before or the book is stale.
    /// </returns>
    public bool Apply(BookChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.ReceivedAt - periodStart >= Period)
        {
            if (periodWork < indexing.PromoteAfter)
            {
                Rest();
            }

            (periodStart, periodWork) = (change.ReceivedAt, 0);
        }

        periodWork += change.Bids.Length + change.Asks.Length;
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
        }
        else if (!hasSnapshot || isStale)
        {
            return false;
        }
        else
        {
            this.bids.Apply(bids);
            this.asks.Apply(asks);
        }

        isSilent = false;
        this.bids.Settle();
        this.asks.Settle();
        if (rules.Uncross)
        {
            Uncross(asks);
        }

        if (rules.MaxDepth is { } most)
        {
            Forgotten += this.bids.Trim(most) + this.asks.Trim(most);
        }

        return true;
    }

    /// <summary>Something was missed: the levels stay readable but are not trusted until the next snapshot.</summary>
    public void MarkStale() => isStale = hasSnapshot;

    /// <summary>Nothing has come for too long: the book is stale until the next message, which it still applies, as nothing is known to be missing.</summary>
    public void MarkSilent() => isSilent = hasSnapshot;

    /// <summary>Takes the form of a quiet book, which needs least memory; the next busy stretch changes it back.</summary>
    public void Rest()
    {
        bids.Rest();
        asks.Rest();
    }

    /// <summary>At most <paramref name="count"/> bids, highest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public BookLevel[] TopBids(int count) => Copy(bids, count);

    /// <summary>At most <paramref name="count"/> asks, lowest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public BookLevel[] TopAsks(int count) => Copy(asks, count);

    /// <summary>Every bid, highest first.</summary>
    public BookLevel[] AllBids() => Copy(bids, bids.Count);

    /// <summary>Every ask, lowest first.</summary>
    public BookLevel[] AllAsks() => Copy(asks, asks.Count);

    /// <summary>Writes the best levels of both sides, best first, as many as there is room for; allocates nothing.</summary>
    /// <returns>How many were written.</returns>
    public (int Bids, int Asks) CopyTop(Span<BookLevel> bids, Span<BookLevel> asks) => (this.bids.CopyTop(bids), this.asks.CopyTop(asks));

    /// <summary>Hexadecimal digest of state and levels, equal for equal books however they came about.</summary>
    public string StateHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)State]);
        foreach (var levels in (BookLevel[][])[AllBids(), AllAsks()])
        {
            Array.Reverse(levels);
            ReadOnlySpan<int> count = [levels.Length];
            hash.AppendData(MemoryMarshal.AsBytes(count));
            hash.AppendData(MemoryMarshal.AsBytes<double>([.. levels.Select(level => level.Price)]));
            hash.AppendData(MemoryMarshal.AsBytes<double>([.. levels.Select(level => level.Amount)]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashBytes));
    }

    private static BookLevel[] Copy(BookSide side, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var levels = new BookLevel[Math.Min(count, side.Count)];
        side.CopyTop(levels);
        return levels;
    }

    private void Uncross(ReadOnlySpan<BookLevel> writtenAsks)
    {
        while (bids.Best is { } bid && asks.Best is { } ask && bid.Price >= ask.Price)
        {
            (Wrote(writtenAsks, ask.Price) ? bids : asks).RemoveBest();
            Uncrossed++;
        }
    }

    private static bool Wrote(ReadOnlySpan<BookLevel> levels, double price)
    {
        foreach (ref readonly var level in levels)
        {
            if (level.Price == price)
            {
                return true;
            }
        }

        return false;
    }
}
