using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Gathers the rows of one book change. A change is complete only when a row of the next one is seen.</summary>
internal sealed class BookRows
{
    private readonly List<BookLevel> _bids = [];
    private readonly List<BookLevel> _asks = [];
    private (InstrumentId Instrument, Instant Local, Instant Venue, bool IsSnapshot) _group;

    /// <summary>Adds a row; answers the change before it when this row begins a new one.</summary>
    public BookChange? Add(TardisCsvRow row)
    {
        var group = (row.Instrument, row.LocalTimestamp, row.Timestamp, row.IsSnapshot);
        var complete = group == _group ? null : Flush();
        _group = group;
        (row.IsBid ? _bids : _asks).Add(new(row.Price, row.Amount));
        return complete;
    }

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
            VenueTime = _group.Venue,
            ReceivedAt = _group.Local,
            IsSnapshot = _group.IsSnapshot,
            Bids = [.. _bids],
            Asks = [.. _asks],
        };
        _bids.Clear();
        _asks.Clear();
        return change;
    }
}
