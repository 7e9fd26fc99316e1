using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Gives an inventory's new positions to the silo's outbox.</summary>
/// <remarks>
/// A new mid is of use only to portfolios that somebody follows; the others get a position once a second and after their own events. These, and those of many
/// followed portfolios, are announced, and computed when the outbox sends them.
/// </remarks>
internal sealed class PositionPosting(
    LedgerJournal journal, PositionValuation valuation, ValueClosing closing, PositionOutbox outbox, CancellationToken stopping) : IPositionSource
{
    /// <summary>Most followed portfolios whose positions are computed at once with each mid, which saves a turn.</summary>
    private const int FewFollowed = 8;

    // A position is computed on the scheduler on which this is created, which is the grain's.
    private readonly TaskScheduler _scheduler = TaskScheduler.Current;
    private readonly Dictionary<string, (PositionPush Push, long Revision)> _computed = new(StringComparer.Ordinal);
    private volatile string[] _followed = [];
    private long _version;

    /// <inheritdoc />
    public required InstrumentId Instrument { get; init; }

    /// <summary>Announces the position of every portfolio.</summary>
    internal void Post()
    {
        foreach (var portfolio in Portfolios)
        {
            outbox.Post(portfolio, this);
        }
    }

    /// <summary>Posts the positions of the portfolios that somebody follows, after a new mid or mark.</summary>
    internal void PostFollowed()
    {
        var followed = _followed;
        foreach (var portfolio in followed)
        {
            if (followed.Length <= FewFollowed && Current(portfolio) is { } push)
            {
                outbox.Post(portfolio, push);
            }
            else
            {
                outbox.Post(portfolio, this);
            }
        }
    }

    /// <summary>Announces the positions that events have changed.</summary>
    internal void Post(IReadOnlyList<LedgerEvent> events)
    {
        if (events.Any(item => item.Portfolio.Length == 0 || item.Kind == EventKind.Funding))
        {
            // These may concern any portfolio.
            Post();
            return;
        }

        foreach (var portfolio in events.Select(item => item.Portfolio).Distinct(StringComparer.Ordinal))
        {
            outbox.Post(portfolio, this);
        }
    }

    /// <summary>Gives the outbox what portfolios have not received yet, because it cannot be taken after the end of the activation.</summary>
    internal void Release()
    {
        foreach (var portfolio in Portfolios)
        {
            if (closing.HasUnsent(portfolio) && Current(portfolio) is { } push)
            {
                outbox.Post(portfolio, push);
            }
        }
    }

    /// <inheritdoc />
    public async Task<PositionPush?> Take(string portfolio)
    {
        try
        {
            return await Task.Factory.StartNew(() => Current(portfolio), stopping, TaskCreationOptions.None, _scheduler).WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // The activation has ended and released what was left.
            return null;
        }
    }

    /// <inheritdoc />
    public void SetFollowed(string portfolio, bool isFollowed)
    {
        // Answers come from the outbox, one at a time for each portfolio, but those of two portfolios at the same time.
        string[] before, after;
        do
        {
            before = _followed;
            if (before.Contains(portfolio, StringComparer.Ordinal) == isFollowed)
            {
                return;
            }

            after = isFollowed ? [.. before, portfolio] : [.. before.Where(other => other != portfolio)];
        }
        while (Interlocked.CompareExchange(ref _followed, after, before) != before);
    }

    /// <summary>A portfolio's position after the newest events; <see langword="null"/> when it has no ledger here. All callers of a group get the same position.</summary>
    internal PositionPush? Newest(string portfolio) =>
        _computed.TryGetValue(portfolio, out var known) && known.Push.JournalLength == journal.Length && known.Revision == valuation.Revision
            ? known.Push
            : Of(portfolio);

    /// <summary>A portfolio's current position; <see langword="null"/> when it has no ledger here.</summary>
    internal PositionPush? Of(string portfolio)
    {
        var state = journal.IsLoaded ? journal.Ledgers.State : null;
        if (state?.KeysOf(portfolio) is not { Count: > 0 } keys)
        {
            return null;
        }

        var positions = new PositionView[keys.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = valuation.View(new(keys[i].Portfolio, keys[i].Account, state.Ledgers[keys[i]]), journal.Ledgers);
        }

        var push = new PositionPush
        {
            Instrument = Instrument,
            Epoch = journal.Epoch,
            Version = ++_version,
            JournalLength = journal.Length,
            Settle = journal.Ledgers.Terms.Settle,
            Positions = positions,
        };
        _computed[portfolio] = (push, valuation.Revision);
        TickStages.Passed(TickStages.Inventory, push);
        return push;
    }

    private IEnumerable<string> Portfolios => journal.IsLoaded ? journal.Ledgers.State.Accounts.Keys : [];

    /// <summary>The current position with what was not sent before.</summary>
    private PositionPush? Current(string portfolio)
    {
        if (stopping.IsCancellationRequested || journal.IsRestoring || Of(portfolio) is not { } push)
        {
            return null;
        }

        var (closed, late) = closing.TakeUnsent(portfolio);
        return closed.Length + late.Length == 0 ? push : push with { Closed = closed, Late = late };
    }
}
