using Ballast.Domain.Ledger;
using Xunit;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>
/// Books a history the way a grain would: in groups, learning of fills later, with restarts from bases and checkpoints and rebuilds from the journal.
/// </summary>
internal sealed class LedgerRun
{
    private readonly Random random;
    private readonly History history;
    private readonly int windowSize;
    private readonly List<(LedgerEvent Event, long Number)> journal = [];
    private readonly List<Annotation> annotations = [];
    private readonly List<(long Number, AnnotationKind Kind, decimal? Value)> toLearn = [];
    private (string Base, KeptEntry[] Window, int Events, int Annotations)? snapshot;
    private long next = 1;

    public LedgerRun(History history, int seed)
    {
        (random, this.history) = (new(seed), history);
        windowSize = random.Next(3) == 0 ? 100_000 : random.Next(1, 60);
        Ledgers = new(history.Terms) { WindowSize = windowSize };
        Arrivals = history.Shuffled(random);
    }

    public InstrumentLedgers Ledgers { get; private set; }

    public IReadOnlyList<LedgerEvent> Arrivals { get; }

    public int Rebuilds { get; private set; }

    public int Resumed { get; private set; }

    public void Finish()
    {
        var outcomes = NaiveFold.Judge(Arrivals);
        var most = random.Next(1, 30);
        for (var at = 0; at < Arrivals.Count;)
        {
            var group = Arrivals.Skip(at).Take(random.Next(1, most + 1)).ToArray();
            var prepared = Ledgers.Prepare(group, StampRange.All);
            Assert.Equal(outcomes.Skip(at).Take(group.Length), prepared.Entries.Select(e => e.Outcome));
            Write(prepared);
            at += group.Length;
            Disturb();
        }

        Learn(toLearn.Count);
        RebuildIfNeeded();
    }

    private void Write(PreparedEvents prepared)
    {
        Ledgers.Commit(prepared, next);
        foreach (var booked in prepared.Booked)
        {
            journal.Add((booked, next));
            toLearn.AddRange(history.Annotations.GetValueOrDefault(booked.Key, []).Select(a => (next, a.Kind, a.Value)));
            next++;
        }

        RebuildIfNeeded();
    }

    private void Disturb()
    {
        Learn(random.Next(3) == 0 ? random.Next(toLearn.Count + 1) : 0);
        switch (random.Next(12))
        {
            case 0 or 1:
                _ = Ledgers.State;
                break;
            case 2 or 3:
                _ = Ledgers.At(new(random.Next(80)));
                break;
            case 4:
                Restart(Ledgers.Base(), journal.Where(e => e.Event is FillVoid || Ledgers.Find(e.Number) is not null));
                break;
            case 5 when random.Next(3) == 0:
                var time = new Instant(random.Next(80));
                if (Ledgers.BaseAt(time) is { } checkpoint)
                {
                    Restart(checkpoint, journal.Where(e => e.Event is FillVoid || e.Event.VenueTime > time));
                }

                break;
            case 6:
                Ledgers.Compact();
                break;
            case 7:
                snapshot = (LedgerBaseText.Write(Ledgers.Base()), [.. Ledgers.Window.Select(KeptEntry.Of)], journal.Count, annotations.Count);
                break;
            case 8 when snapshot is { } taken:
                GoOnFrom(taken.Base, taken.Window, journal.Skip(taken.Events).ToArray(), annotations.Skip(taken.Annotations).ToArray());
                break;
        }
    }

    /// <summary>Each fill's annotations come in their order, those of different fills in any.</summary>
    private void Learn(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = toLearn[random.Next(toLearn.Count)].Number;
            var first = toLearn.FindIndex(l => l.Number == number);
            var annotation = new Annotation(number, toLearn[first].Kind, 0, toLearn[first].Value);
            toLearn.RemoveAt(first);
            annotations.Add(annotation);
            Ledgers.Annotate(annotation);
        }

        RebuildIfNeeded();
    }

    private void RebuildIfNeeded()
    {
        if (Ledgers.NeedsRebuild)
        {
            Rebuilds++;
            Load(new(history.Terms) { WindowSize = windowSize }, journal);
        }
    }

    private void Restart(LedgerBase from, IEnumerable<(LedgerEvent Event, long Number)> further)
    {
        var hash = Ledgers.StateHash();
        Load(new(LedgerBaseText.Read(LedgerBaseText.Write(from))) { WindowSize = windowSize }, further);
        Assert.Equal(hash, Ledgers.StateHash());
    }

    /// <summary>An older snapshot and what the journal has had since lead to the same, or say that they cannot.</summary>
    private void GoOnFrom(string from, KeptEntry[] window, (LedgerEvent, long)[] events, Annotation[] further)
    {
        var resumed = new InstrumentLedgers(LedgerBaseText.Read(from)) { WindowSize = windowSize };
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
        random.Shuffle(events);
        var numbers = events.Select(e => e.Number).ToHashSet();
        fresh.Load(events, annotations.Where(a => numbers.Contains(a.Number)));
        foreach (var (booked, _) in journal)
        {
            fresh.Keys.Add(booked.Key.Hash(), booked.PayloadDigest());
        }

        Assert.False(fresh.NeedsRebuild);
        Ledgers = fresh;
    }
}
