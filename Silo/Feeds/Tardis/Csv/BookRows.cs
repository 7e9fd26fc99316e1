using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis.Csv;

/// <summary>Collects the rows of one book change. A change is complete when a row of the next one is seen.</summary>
/// <remarks>
/// Rows with equal instrument, local timestamp and snapshot flag belong together. The venue's timestamp may differ between rows of one
/// message, and a snapshot cut in two would lose its first half (docs/market-data.md).
/// </remarks>
internal sealed class BookRows
{
    private readonly LevelBuffer _bids = new();
    private readonly LevelBuffer _asks = new();
    private (InstrumentId Instrument, Instant Local, bool IsSnapshot) _group;
    private Instant _venue;

    /// <summary>Selects the change that the next row belongs to; returns the change before it when that one is complete, else <see langword="null"/>.</summary>
    public BookChange? Select(InstrumentId instrument, Instant local, Instant venue, bool isSnapshot)
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

    /// <summary>Adds a level to the selected change.</summary>
    public void Add(bool isBid, double price, double amount) => (isBid ? _bids : _asks).Add(price, amount);

    /// <summary>Returns the change collected so far and clears it; <see langword="null"/> when there is none.</summary>
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
