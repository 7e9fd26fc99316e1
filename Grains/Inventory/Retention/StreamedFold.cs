using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Folds entries into a state as they are read, so that a long journal need not be in memory at once.</summary>
/// <param name="state">State to which the entries are added.</param>
/// <param name="upTo">Last venue time whose events the state already contains; <see langword="null"/> when it contains none.</param>
internal sealed class StreamedFold(FoldedLedgers state, Instant? upTo)
{
    private const int PartEntries = 5_000;

    private readonly HashSet<long> _contained = [];
    private LedgerFold _part = new();
    private int _count;
    private long? _first;

    /// <summary>Digest of the state with every entry added; <see langword="null"/> when a change to an event that is no longer in memory would need a rebuild.</summary>
    internal string? StateHash()
    {
        Flush();
        return state.Ledgers.NeedsRebuild ? null : state.StateHash();
    }

    /// <summary>Adds the next entry.</summary>
    internal void Add(NumberedEntry numbered)
    {
        _first ??= numbered.Number;
        if (Remaining(numbered) is { } entry && !state.Ledgers.NeedsRebuild)
        {
            _part.Add(numbered with { Entry = entry });
            if (++_count == PartEntries)
            {
                Flush();
            }
        }
    }

    /// <summary>What of an entry the state does not contain; <see langword="null"/> for nothing.</summary>
    private JournalEntry? Remaining(NumberedEntry numbered)
    {
        switch (numbered.Entry)
        {
            case Recorded { Event: FillVoid }:
                return numbered.Entry;
            case Recorded recorded when upTo is { } contained && recorded.Event.VenueTime <= contained:
                _contained.Add(numbered.Number);
                return null;
            case Recorded:
                return numbered.Entry;
            case Annotated annotated:
                // Events before the first entry were dropped, and the state contains them with what was found out about them.
                var items = annotated.Items
                    .Where(item => item.Kind != AnnotationKind.FundingDue && item.Number >= _first && !_contained.Contains(item.Number)).ToArray();
                return items.Length > 0 ? new Annotated(items) : null;
            default:
                return null;
        }
    }

    private void Flush()
    {
        if (_count > 0)
        {
            _part.AddTo(state);
            (_part, _count) = (new(), 0);
        }
    }
}
