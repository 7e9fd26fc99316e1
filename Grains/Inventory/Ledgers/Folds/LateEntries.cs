using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>Entries of a journal that concern events long before them, so that a fold in the order of the journal must know them from its beginning.</summary>
internal sealed class LateEntries
{
    private readonly Dictionary<long, LedgerEvent> _events = [];
    private readonly Dictionary<long, List<Annotation>> _annotations = [];

    /// <summary>Contract terms and policy, when the journal has others than its first.</summary>
    internal Terms? Terms { get; set; }

    internal bool IsEmpty => _events.Count == 0 && _annotations.Count == 0 && Terms is null;

    internal bool HasEvents => _events.Count > 0;

    internal void Add(LedgerEvent item, long number) => _events[number] = item;

    internal void Add(in Annotation item)
    {
        if (!_annotations.TryGetValue(item.Number, out var items))
        {
            items = _annotations[item.Number] = [];
        }

        items.Add(item);
    }

    internal bool Contains(long number) => _events.ContainsKey(number);

    internal bool Contains(in Annotation item) => Of(item.Number).Contains(item);

    /// <summary>Annotations of an event, in order.</summary>
    internal IReadOnlyList<Annotation> Of(long number) => _annotations.GetValueOrDefault(number) ?? (IReadOnlyList<Annotation>)[];

    /// <summary>Adds what another pass has found.</summary>
    internal void Add(LateEntries found)
    {
        Terms = found.Terms ?? Terms;
        foreach (var (number, item) in found._events)
        {
            Add(item, number);
        }

        foreach (var item in found._annotations.Values.SelectMany(items => items))
        {
            Add(item);
        }
    }

    /// <summary>The events with their annotations.</summary>
    internal LedgerFold ToFold()
    {
        var fold = new LedgerFold();
        foreach (var (number, item) in _events.OrderBy(item => item.Key))
        {
            fold.Add(new(number, new Recorded(item)));
            if (Of(number) is { Count: > 0 } items)
            {
                fold.Add(new(number, new Annotated(items)));
            }
        }

        return fold;
    }
}
