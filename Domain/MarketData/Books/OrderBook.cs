using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Books;

/// <summary>All price levels of one instrument, rebuilt from a snapshot and the changes after it.</summary>
/// <remarks>
/// The rules are those of Tardis' own book: a snapshot replaces both sides, changes before the first snapshot are ignored, an amount
/// of 0 removes a level, and removing a missing level does nothing. Levels are uncrossed only if the <see cref="BookRules"/> say so; a
/// crossed book reports that state and has no mid. Not safe for concurrent use.
/// </remarks>
public sealed class OrderBook
{
    private const int HashBytes = 16;

    /// <summary>Time between arrivals after which the book checks whether it is still busy.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly BookRules _rules;
    private readonly TickIndexing _indexing;
    private readonly BookSide _bids;
    private readonly BookSide _asks;
    private bool _hasSnapshot;
    private bool _isStale;
    private bool _isSilent;
    private Instant _periodStart;
    private long _periodWork;

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
        (_rules, _indexing) = (rules, indexing);
        _bids = new(isBid: true, rules.TickSize, indexing);
        _asks = new(isBid: false, rules.TickSize, indexing);
    }

    /// <summary>Whether the levels can be trusted. A locked book, whose best bid equals its best ask, counts as crossed.</summary>
    public BookState State =>
        !_hasSnapshot ? BookState.NoSnapshot
        : _isStale || _isSilent ? BookState.Stale
        : Top is TopOfBook.Crossed or TopOfBook.Locked ? BookState.Crossed
        : BookState.Live;

    /// <summary>Relation of the best bid to the best ask, whether or not they can be trusted.</summary>
    public TopOfBook Top => (BestBid, BestAsk) switch
    {
        (null, null) => TopOfBook.Empty,
        (null, _) or (_, null) => TopOfBook.OneSided,
        ({ } bid, { } ask) => bid.Price < ask.Price ? TopOfBook.Normal : bid.Price == ask.Price ? TopOfBook.Locked : TopOfBook.Crossed,
    };

    /// <summary>Highest bid; <see langword="null"/> when there is none.</summary>
    public BookLevel? BestBid => _bids.Best;

    /// <summary>Lowest ask; <see langword="null"/> when there is none.</summary>
    public BookLevel? BestAsk => _asks.Best;

    /// <summary>Mean of best bid and ask, in quote; <see langword="null"/> unless the book is live, uncrossed and two-sided.</summary>
    public double? Mid =>
        State == BookState.Live && BestBid is { } bid && BestAsk is { } ask ? (bid.Price + ask.Price) / 2 : null;

    /// <summary>Mean of the best prices, each weighted by the size of the other side, in quote; <see langword="null"/> when <see cref="Mid"/> is.</summary>
    public double? WeightedMid =>
        State == BookState.Live && BestBid is { } bid && BestAsk is { } ask
            ? ((bid.Price * ask.Amount) + (ask.Price * bid.Amount)) / (bid.Amount + ask.Amount)
            : null;

    /// <summary>Number of bid levels.</summary>
    public int BidCount => _bids.Count;

    /// <summary>Number of ask levels.</summary>
    public int AskCount => _asks.Count;

    /// <summary>Number of levels removed so far by <see cref="BookRules.Uncross"/>.</summary>
    public long Uncrossed { get; private set; }

    /// <summary>Number of levels dropped so far by <see cref="BookRules.MaxDepth"/>.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Whether the book is stale after <see cref="MarkSilent"/>; the next message ends that.</summary>
    public bool IsSilent => _isSilent;

    /// <summary>Whether a side is indexed by tick, as busy ones are; for tests only.</summary>
    internal bool IsIndexed => _bids.IsIndexed || _asks.IsIndexed;

    /// <summary>Applies one message as a unit.</summary>
    /// <remarks>Levels with a price or amount that is not finite, or with a negative amount, are not stored.</remarks>
    /// <returns>
    /// <see langword="false"/> when it was ignored, because it is not a snapshot and the book has none yet or is stale.
    /// </returns>
    public bool Apply(BookChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.ReceivedAt - _periodStart >= Period)
        {
            if (_periodWork < _indexing.PromoteAfter)
            {
                Rest();
            }

            (_periodStart, _periodWork) = (change.ReceivedAt, 0);
        }

        _periodWork += change.Bids.Length + change.Asks.Length;
        return Apply(change.IsSnapshot, change.Bids, change.Asks);
    }

    /// <summary>As <see cref="Apply(BookChange)"/>, from spans of levels. It allocates only when the book grows.</summary>
    /// <param name="isSnapshot">Whether the levels replace both sides.</param>
    /// <param name="bids">Changed bids, applied in order.</param>
    /// <param name="asks">Changed asks, applied in order.</param>
    public bool Apply(bool isSnapshot, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (isSnapshot)
        {
            _bids.Load(bids);
            _asks.Load(asks);
            _hasSnapshot = true;
            _isStale = false;
        }
        else if (!_hasSnapshot || _isStale)
        {
            return false;
        }
        else
        {
            _bids.Apply(bids);
            _asks.Apply(asks);
        }

        _isSilent = false;
        _bids.Settle();
        _asks.Settle();
        if (_rules.Uncross)
        {
            Uncross(asks);
        }

        if (_rules.MaxDepth is { } most)
        {
            Forgotten += _bids.Trim(most) + _asks.Trim(most);
        }

        return true;
    }

    /// <summary>Marks the book stale because data was missed: the levels can still be read but are not trusted until the next snapshot.</summary>
    public void MarkStale() => _isStale = _hasSnapshot;

    /// <summary>
    /// Marks the book stale because nothing has arrived for too long. The next message is applied and ends that, since no data is known to
    /// be missing.
    /// </summary>
    public void MarkSilent() => _isSilent = _hasSnapshot;

    /// <summary>Returns to the form of a quiet book, which needs the least memory, until the book is busy again.</summary>
    public void Rest()
    {
        _bids.Rest();
        _asks.Rest();
    }

    /// <summary>At most <paramref name="count"/> bids, highest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public BookLevel[] TopBids(int count) => Copy(_bids, count);

    /// <summary>At most <paramref name="count"/> asks, lowest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public BookLevel[] TopAsks(int count) => Copy(_asks, count);

    /// <summary>Every bid, highest first.</summary>
    public BookLevel[] AllBids() => Copy(_bids, _bids.Count);

    /// <summary>Every ask, lowest first.</summary>
    public BookLevel[] AllAsks() => Copy(_asks, _asks.Count);

    /// <summary>Copies the best levels of both sides, best first, as many as fit, without allocating.</summary>
    /// <returns>Number of levels copied of each side.</returns>
    public (int Bids, int Asks) CopyTop(Span<BookLevel> bids, Span<BookLevel> asks) => (_bids.CopyTop(bids), _asks.CopyTop(asks));

    /// <summary>Hexadecimal digest of state and levels; equal for equal books, whatever messages led to them.</summary>
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
        while (_bids.Best is { } bid && _asks.Best is { } ask && bid.Price >= ask.Price)
        {
            (Wrote(writtenAsks, ask.Price) ? _bids : _asks).RemoveBest();
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
