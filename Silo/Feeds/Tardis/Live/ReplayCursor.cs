using System.IO.Hashing;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Where a replay is, and after a cut which messages of the new request have been delivered already.</summary>
/// <remarks>
/// A replay can only be asked for from a whole minute. Everything before the last arrival was delivered; at that very arrival
/// as many messages of each instrument and type as were counted, for equal arrivals are legal. A new request has no snapshot,
/// and from some exchanges no book until there is one. A book goes on only if the message it ended with is seen again among
/// those dropped: then what follows it follows here too. Any other book has a hole, and is said to be disconnected.
/// </remarks>
internal sealed class ReplayCursor
{
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _atLast = [];
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _toDrop = [];
    private readonly Dictionary<InstrumentId, (Instant Arrival, ulong Hash)> _books = [];
    private readonly HashSet<InstrumentId> _unproven = [];
    private bool _dropsAllAtLast;

    /// <summary>Arrival of the last message delivered; <see langword="null"/> before the first.</summary>
    public Instant? Last { get; private set; }

    /// <summary>Whether messages delivered before are still being dropped.</summary>
    public bool IsResuming { get; private set; }

    /// <summary>Messages dropped because they had been delivered.</summary>
    public long Dropped { get; private set; }

    /// <summary>An earlier run of this feed had delivered everything up to here.</summary>
    public void GoOnAfter(Instant last) => (Last, _dropsAllAtLast) = (last, true);

    /// <summary>A new request begins; answers where, in whole minutes.</summary>
    /// <returns><see langword="null"/> from the beginning.</returns>
    public DateTimeOffset? Resume()
    {
        if (Last is not { } last)
        {
            return null;
        }

        IsResuming = true;
        _toDrop.Clear();
        foreach (var (key, count) in _atLast)
        {
            _toDrop[key] = count;
        }

        _unproven.UnionWith(_books.Keys);
        return new(last.ToDateTimeOffset().Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
    }

    /// <summary>Judges a message.</summary>
    /// <param name="next">Its event.</param>
    /// <param name="type">Its type.</param>
    /// <param name="text">The message as it came.</param>
    /// <param name="broken">Receives every book whose continuation is not known, to be told before the event.</param>
    /// <returns><see langword="false"/> when it was delivered before.</returns>
    public bool Take(MarketEvent next, string type, ReadOnlySpan<byte> text, List<InstrumentId> broken)
    {
        var key = (next.Instrument, type);
        if (IsResuming && WasDelivered(next.ReceivedAt, key))
        {
            Dropped++;
            if (next is BookChange && _books.TryGetValue(next.Instrument, out var book) && book == (next.ReceivedAt, XxHash3.HashToUInt64(text)))
            {
                _unproven.Remove(next.Instrument);
            }

            return false;
        }

        if (IsResuming)
        {
            EndFor(next, broken);
        }

        if (next.ReceivedAt != Last)
        {
            _atLast.Clear();
            Last = next.ReceivedAt;
        }

        _atLast[key] = _atLast.GetValueOrDefault(key) + 1;
        Follow(next, text);
        return true;
    }

    /// <summary>The replay ended; answers books whose end is not known.</summary>
    public void End(List<InstrumentId> broken)
    {
        broken.AddRange(_unproven);
        Forget(_unproven);
        IsResuming = false;
    }

    private bool WasDelivered(Instant arrival, (InstrumentId, string) key)
    {
        if (arrival != Last || _dropsAllAtLast)
        {
            return arrival <= Last;
        }

        var left = _toDrop.GetValueOrDefault(key);
        _toDrop[key] = left - 1;
        return left > 0;
    }

    private void EndFor(MarketEvent next, List<InstrumentId> broken)
    {
        if (next.ReceivedAt > Last)
        {
            End(broken);
            _dropsAllAtLast = false;
        }
        else if (next is BookChange && _unproven.Remove(next.Instrument))
        {
            // Others of this arrival may still be seen again.
            broken.Add(next.Instrument);
            _books.Remove(next.Instrument);
        }
    }

    private void Follow(MarketEvent next, ReadOnlySpan<byte> text)
    {
        switch (next)
        {
            case BookChange change when change.IsSnapshot || _books.ContainsKey(next.Instrument):
                _books[next.Instrument] = (next.ReceivedAt, XxHash3.HashToUInt64(text));
                break;
            case Disconnect:
                Forget([.. _books.Keys.Where(id => id.Exchange == next.Instrument.Exchange && (next.Instrument.Symbol.Length == 0 || id == next.Instrument))]);
                break;
        }
    }

    private void Forget(IEnumerable<InstrumentId> books)
    {
        foreach (var book in books)
        {
            _books.Remove(book);
        }

        _unproven.IntersectWith(_books.Keys);
    }
}
