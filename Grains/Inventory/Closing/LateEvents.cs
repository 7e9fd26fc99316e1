using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Closing;

/// <summary>Late events of one portfolio and instrument: the first few by name, and of all others only their number and the earliest time.</summary>
/// <remarks>However many events arrive late, this stays small, and days are checked from the earliest of them on.</remarks>
internal sealed class LateEvents
{
    /// <summary>Maximum number of events that are kept by name.</summary>
    internal const int MaxNamed = 20;

    private readonly List<LateEvent> _named = [];
    private LateEvent? _others;

    /// <summary>Events added one list after the other.</summary>
    internal static LateEvent[] Join(params IEnumerable<LateEvent>[] lists)
    {
        var joined = new LateEvents();
        foreach (var late in lists.SelectMany(list => list))
        {
            joined.Add(late);
        }

        return joined.ToArray();
    }

    /// <summary>Adds an event. One that is kept by name already changes nothing.</summary>
    internal void Add(LateEvent late)
    {
        if (late.Others == 0 && _named.Contains(late))
        {
            return;
        }

        if (late.Others == 0 && _named.Count < MaxNamed)
        {
            _named.Add(late);
            return;
        }

        var from = _others is { } known ? Instant.Min(known.VenueTime, late.VenueTime) : late.VenueTime;
        _others = new(from, "more late events", (_others?.Others ?? 0) + Math.Max(1, late.Others));
    }

    /// <summary>The events in the order added, and one that stands for all others.</summary>
    internal LateEvent[] ToArray() => _others is { } others ? [.. _named, others] : [.. _named];
}
