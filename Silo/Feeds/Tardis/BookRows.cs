using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Gathers the rows of one book change. A change is complete only when a row of the next one is seen.</summary>
/// <remarks>
/// Rows of one instrument, local timestamp and snapshot flag belong together. The venue's timestamp does not part them: rows of one
/// message may carry several, and a snapshot cut in two would lose its first half (shared reference tardis.md §4).
/// </remarks>
internal sealed class BookRows
{
    private readonly LevelBuffer _bids = new();
    private readonly LevelBuffer _asks = new();
    private (InstrumentId Instrument, Instant Local, bool IsSnapshot) _group;
    private Instant _venue;

    /// <summary>Turns to the change that the next row belongs to; answers the one before it when that is another.</summary>
    public BookChange? Turn(InstrumentId instrument, Instant local, Instant venue, bool isSnapshot)
    {
        var group = (instrument, local, isSnapshot);
        if (group == _group && _bids.Count + _asks.Count > 0)
        {
            _venue = Instant.Max(_venue, venue);
            return null;
        }

        var complete = Flush();
        (_group, _venue) = (group, venue);
        return complete;
    }

    /// <summary>Adds a level to the change last turned to.</summary>
    public void Add(bool isBid, double price, double amount) => (isBid ? _bids : _asks).Add(price, amount);

    /// <summary>The change gathered so far; <see langword="null"/> when there is none.</summary>
    public BookChange? Flush()
    {
        if (_bids.Count == 0 && _asks.Count == 0)
        {
            return null;
        }

        var change = new BookChange
        {
            Instrument = _group.Instrument,
            VenueTime = _venue,
            ReceivedAt = _group.Local,
            IsSnapshot = _group.IsSnapshot,
            Bids = _bids.ToArray(),
            Asks = _asks.ToArray(),
        };
        _bids.Clear();
        _asks.Clear();
        return change;
    }
}
