using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Folds a journal while it is read, so that its next entries are decoded meanwhile, and only the newest events are indexed.</summary>
/// <remarks>
/// The entries are kept as well, for a rebuild. One is needed when an entry changes what is no longer in memory or the terms, and is quicker when
/// there is a checkpoint.
/// </remarks>
internal sealed class LoadingFold
{
    private const int PartEntries = 5_000;

    private LedgerFold _part = new();
    private int _count;
    private FoldedLedgers? _state;
    private bool _needsRebuild;

    /// <summary>Every entry added.</summary>
    internal LedgerFold All { get; } = new();

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="InvalidDataException">The entry is an event that was added before, or a checkpoint that cannot be read.</exception>
    internal void Add(NumberedEntry numbered)
    {
        All.Add(numbered);
        switch (numbered.Entry)
        {
            case Terms when _state is null && All.IsWhole:
                _state = All.Begin(null);
                break;
            case Terms or CheckpointPart or Recorded { Event: TermsChange }:
                RequireRebuild();
                break;
            case Recorded or Annotated when !_needsRebuild:
                _part.Add(numbered);
                if (++_count == PartEntries)
                {
                    Flush();
                }

                break;
        }
    }

    /// <summary>Ledgers and markouts after all entries; <see langword="null"/> when there were no terms.</summary>
    /// <exception cref="InvalidDataException">The first segments were dropped, and no checkpoint holds their events.</exception>
    internal FoldedLedgers? Result()
    {
        Flush();
        var folded = _needsRebuild || _state is null ? All.HasTerms ? All.Rebuild() : null : _state;
        folded?.Ledgers.Compact();
        return folded;
    }

    private void Flush()
    {
        if (_count == 0 || _needsRebuild)
        {
            return;
        }

        if (_state is not { } state)
        {
            RequireRebuild();
            return;
        }

        _part.AddTo(state);
        (_part, _count) = (new(), 0);
        if (state.Ledgers.NeedsRebuild)
        {
            RequireRebuild();
        }
    }

    /// <summary>Lets go of the state, which takes memory.</summary>
    private void RequireRebuild() => (_needsRebuild, _state, _part) = (true, null, new());
}
