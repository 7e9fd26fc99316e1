using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Xunit;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>
/// Books a history as a grain does: in groups, with later annotations, restarts from bases and checkpoints, and rebuilds from the journal.
/// </summary>
internal sealed class LedgerRun
{
    private readonly Random _random;
    private readonly History _history;
    private readonly int _windowSize;
    private readonly List<(LedgerEvent Event, long Number)> _journal = [];
    private readonly List<Annotation> _annotations = [];
    private readonly List<(long Number, AnnotationKind Kind, decimal? Value)> _toLearn = [];
    private (string Base, KeptEntry[] Window, int Events, int Annotations)? _snapshot;
    private long _next = 1;

    public LedgerRun(History history, int seed)
    {
        (_random, this._history) = (new(seed), history);
        _windowSize = _random.Next(3) == 0 ? 100_000 : _random.Next(1, 60);
        Ledgers = new(history.Terms) { WindowSize = _windowSize };
        Arrivals = history.Shuffled(_random);
    }

    public InstrumentLedgers Ledgers { get; private set; }

    public IReadOnlyList<LedgerEvent> Arrivals { get; }

    public int Rebuilds { get; private set; }

    public int Resumed { get; private set; }

    public void Finish()
    {
        var outcomes = NaiveFold.Judge(Arrivals);
        var most = _random.Next(1, 30);
        for (var at = 0; at < Arrivals.Count;)
        {
            var group = Arrivals.Skip(at).Take(_random.Next(1, most + 1)).ToArray();
            var prepared = Ledgers.Prepare(group, StampRange.All);
            Assert.Equal(outcomes.Skip(at).Take(group.Length), prepared.Entries.Select(e => e.Outcome));
            Write(prepared);
            at += group.Length;
            Disturb();
        }

        Learn(_toLearn.Count);
        RebuildIfNeeded();
    }

    private void Write(PreparedEvents prepared)
    {
        Ledgers.Commit(prepared, _next);
        foreach (var booked in prepared.Booked)
        {
            _journal.Add((booked, _next));
            _toLearn.AddRange(_history.Annotations.GetValueOrDefault(booked.Key, []).Select(a => (_next, a.Kind, a.Value)));
            _next++;
        }

        RebuildIfNeeded();
    }

    private void Disturb()
    {
        Learn(_random.Next(3) == 0 ? _random.Next(_toLearn.Count + 1) : 0);
        switch (_random.Next(12))
        {
            case 0 or 1:
                _ = Ledgers.State;
                break;
            case 2 or 3:
                _ = Ledgers.At(new(_random.Next(80)));
                _ = Ledgers.State.Accounts;
                break;
            case 4:
                Restart(Ledgers.Base(), _journal.Where(e => e.Event is FillVoid || Ledgers.Find(e.Number) is not null));
                break;
            case 5 when _random.Next(3) == 0:
                var time = new Instant(_random.Next(80));
                if (Ledgers.BaseAt(time) is { } checkpoint)
                {
                    Restart(checkpoint, _journal.Where(e => e.Event is FillVoid || e.Event.VenueTime > time));
                }

                break;
            case 6:
                Ledgers.Compact();
                break;
            case 7:
                _snapshot = (LedgerBaseText.Write(Ledgers.Base()), [.. Ledgers.Window.Select(KeptEntry.Of)], _journal.Count, _annotations.Count);
                break;
            case 8 when _snapshot is { } taken:
                GoOnFrom(taken.Base, taken.Window, _journal.Skip(taken.Events).ToArray(), _annotations.Skip(taken.Annotations).ToArray());
                break;
        }
    }

    /// <summary>The annotations of one fill keep their order; those of different fills have a random order.</summary>
    private void Learn(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = _toLearn[_random.Next(_toLearn.Count)].Number;
            var first = _toLearn.FindIndex(l => l.Number == number);
            var annotation = new Annotation(number, _toLearn[first].Kind, 0, _toLearn[first].Value);
            _toLearn.RemoveAt(first);
            _annotations.Add(annotation);
            Ledgers.Annotate(annotation);
        }

        RebuildIfNeeded();
    }

    private void RebuildIfNeeded()
    {
        if (Ledgers.NeedsRebuild)
        {
            Rebuilds++;
            Load(new(_history.Terms) { WindowSize = _windowSize }, _journal);
        }
    }

    private void Restart(LedgerBase from, IEnumerable<(LedgerEvent Event, long Number)> further)
    {
        var hash = Ledgers.StateHash();
        Load(new(LedgerBaseText.Read(LedgerBaseText.Write(from))) { WindowSize = _windowSize }, further);
        Assert.Equal(hash, Ledgers.StateHash());
    }

    /// <summary>An older snapshot with the later journal entries gives the same state, or requires a rebuild.</summary>
    private void GoOnFrom(string from, KeptEntry[] window, (LedgerEvent, long)[] events, Annotation[] further)
    {
        var resumed = new InstrumentLedgers(LedgerBaseText.Read(from)) { WindowSize = _windowSize };
        resumed.Restore(window);
        resumed.Load(events, further, isTail: true);
        if (!resumed.NeedsRebuild)
        {
            Assert.Equal(Ledgers.StateHash(), resumed.StateHash());
            Resumed++;
        }
    }

    private void Load(InstrumentLedgers fresh, IEnumerable<(LedgerEvent Event, long Number)> further)
    {
        var events = further.ToArray();
        _random.Shuffle(events);
        var numbers = events.Select(e => e.Number).ToHashSet();
        fresh.Load(events, _annotations.Where(a => numbers.Contains(a.Number)));
        foreach (var (booked, _) in _journal)
        {
            fresh.Keys.Add(booked.Key.Hash(), booked.PayloadDigest());
        }

        Assert.False(fresh.NeedsRebuild);
        Ledgers = fresh;
    }
}
