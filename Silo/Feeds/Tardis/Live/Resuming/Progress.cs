using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Live.Resuming;

/// <summary>How far the events of one socket have been published.</summary>
internal sealed class Progress(string request, SavedSocket? saved)
{
    private readonly SortedSet<InstrumentId> _instruments = Known(saved);
    private Instant? _newest;
    private Instant? _complete = saved?.At is { } at ? new Instant(at) : null;

    public bool IsDone { get; set; } = saved?.IsDone ?? false;

    /// <summary>Instruments seen, by earlier runs too.</summary>
    public IReadOnlyCollection<InstrumentId> Instruments => _instruments;

    /// <summary>Notes that an event was published. All events of an arrival are known to be published only when a later arrival comes.</summary>
    public void MarkPublished(MarketEvent published)
    {
        _instruments.Add(published.Instrument);
        if (_newest is { } newest && published.ReceivedAt > newest && (_complete is null || newest > _complete))
        {
            _complete = newest;
        }

        _newest = _newest is { } known ? Instant.Max(known, published.ReceivedAt) : published.ReceivedAt;
    }

    public SavedSocket Save() => new(request, (IsDone ? _newest ?? _complete : _complete)?.Micros, IsDone, [.. _instruments.Select(id => id.ToString())]);

    private static SortedSet<InstrumentId> Known(SavedSocket? saved)
    {
        var known = new SortedSet<InstrumentId>();
        foreach (var text in saved?.Instruments ?? [])
        {
            if (InstrumentId.TryParse(text, out var instrument))
            {
                known.Add(instrument);
            }
        }

        return known;
    }
}
