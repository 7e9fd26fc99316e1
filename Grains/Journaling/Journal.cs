using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling;

/// <summary>One activation's reader and writer of an instrument's journal: load, open, append.</summary>
/// <remarks>
/// One call at a time; the owner sees to that. After an append that failed in any way the writer knows no longer how the
/// journal ends, and refuses until it has loaded and opened again.
/// </remarks>
public sealed partial class Journal(
    IJournalStore store, InstrumentId instrument, JournalOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Most entries of one write; a longer append is several.</summary>
    public const int MaxWrite = 250;

    private const int MaxWriteBytes = 1 << 20;
    private const int AppendTries = 5;
    private const int MaxOwn = 1_000;

    private readonly SegmentChain _chain = new(store, instrument);
    private readonly JournalReader _reader = new(store, instrument);
    private readonly List<(long Number, ulong Hash, JournalEntry Entry)> _own = [];
    private ChainCursor _cursor = new(instrument);
    private bool _isLost;

    /// <summary>Makes the checkpoint that begins a new segment; it must add up exactly what was appended and loaded so far.</summary>
    /// <remarks><see langword="null"/>, or a function that answers so, leaves the segment without one.</remarks>
    public Func<CheckpointState?>? MakeCheckpoint { get; init; }

    /// <summary>The place after the newest entry known.</summary>
    public JournalPosition Position => _cursor.Position;

    /// <summary>Entries of the whole chain known to be stored, dropped ones included: the number of the next.</summary>
    public long Length => _cursor.Position.Number;

    /// <summary>Epoch of this activation; 0 while it has not opened.</summary>
    public long Epoch { get; private set; }

    /// <summary>Latest venue time of any event of the chain; <see langword="null"/> when it has none.</summary>
    public Instant? MaxEventTime => _cursor.MaxEventTime;

    /// <summary>Keys of the events of the segment that is being written; earlier ones are in <see cref="LoadKeys"/>.</summary>
    public IReadOnlyList<KeyRow> OpenKeys => _cursor.Keys;

    /// <summary>Reads the chain and forgets what was known of it before.</summary>
    /// <param name="from">Place to read from, as a snapshot kept it; the segment of the place is checked as a whole. The default value reads all.</param>
    /// <param name="onEntry">Called for every entry after the place, in order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalDamagedException">
    /// An entry is not as it must be, or (<see cref="DamageKind.LostTail"/>) the chain does not hold the place, or
    /// (<see cref="DamageKind.MissingSegment"/>) the place's segment was dropped.
    /// </exception>
    public async Task Load(JournalPosition from, Action<NumberedEntry> onEntry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(onEntry);
        _cursor.Dispose();
        _cursor = new(instrument);
        (Epoch, _isLost) = (0, true);
        if (await store.GetSegments(instrument, cancellationToken) is { } range)
        {
            var segment = from.Number == 0 ? range.First : from.Segment;
            if (segment < range.First)
            {
                throw NotAt(DamageKind.MissingSegment, from, $"a journal that begins with segment {range.First}");
            }

            if (segment <= range.Last)
            {
                await Read(range, segment, from, onEntry, cancellationToken);
            }
        }

        if (_cursor.Position.Number < from.Number)
        {
            throw NotAt(DamageKind.LostTail, from, $"the end at {_cursor.Position}");
        }

        _isLost = false;
    }

    /// <summary>Appends <see cref="Opened"/>, which fences every older activation at once.</summary>
    /// <param name="terms">Appended with it; needed for a journal that is empty, and when terms or policy are others than before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalFencedException">Another activation has written since this one loaded.</exception>
    public async Task Open(Terms? terms, CancellationToken cancellationToken)
    {
        var epoch = _cursor.Epoch + 1;
        var opened = new Opened(epoch, Guid.NewGuid().ToString("N"), Now());
        IReadOnlyList<JournalEntry> entries = terms is null ? [opened] : [opened, terms];
        await AppendCore(entries.Count, _ => entries, cancellationToken);
        Epoch = epoch;
    }

    /// <summary>Appends entries; they are durable once this completes. Their numbers follow each other.</summary>
    /// <returns>Number of the first.</returns>
    /// <exception cref="JournalFencedException">Another activation has opened the journal, or the store has lost entries.</exception>
    /// <exception cref="InvalidOperationException">The journal is not open, or the store is configured in a way that it cannot keep.</exception>
    public Task<long> Append(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return Append(entries.Count, _ => entries, cancellationToken);
    }

    /// <summary>As above, for entries that hold their own numbers.</summary>
    /// <param name="count">How many there will be.</param>
    /// <param name="make">Makes them, given the number of the first.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown.</param>
    public Task<long> Append(int count, Func<long, IReadOnlyList<JournalEntry>> make, CancellationToken cancellationToken) =>
        Epoch > 0 || _isLost
            ? AppendCore(count, make, cancellationToken)
            : throw new InvalidOperationException($"{instrument}: the journal must be opened before anything is appended.");

    /// <summary>
    /// What this writer had appended and the chain, as loaded anew, does not hold: the store has lost its tail. At most the
    /// last 1,000 events and annotations are remembered. Append them again, then call <see cref="Restored"/>.
    /// </summary>
    /// <returns>In order, with the numbers they had.</returns>
    public async Task<IReadOnlyList<NumberedEntry>> FindMissing(CancellationToken cancellationToken)
    {
        var present = await _chain.FindPresent([.. _own.Select(own => (own.Number, own.Hash))], cancellationToken);
        return [.. _own.Where(own => !present.Contains((own.Number, own.Hash))).Select(own => new NumberedEntry(own.Number, own.Entry))];
    }

    /// <summary>Forgets what <see cref="FindMissing"/> has told, once it is stored again or known to be.</summary>
    public void Restored(IReadOnlyList<NumberedEntry> missing) => _own.RemoveAll(own => missing.Any(entry => ReferenceEquals(entry.Entry, own.Entry)));

    /// <summary>Keys of the sealed segments that hold events of a time or later, oldest first; rebuilt where they are not kept.</summary>
    public Task<IReadOnlyList<KeyTable>> LoadKeys(Instant since, CancellationToken cancellationToken) => _chain.LoadKeys(since, cancellationToken);

    /// <summary>The newest complete checkpoint; <see langword="null"/> when there is none. Its end is a place to load from.</summary>
    public Task<Checkpoint?> FindCheckpoint(CancellationToken cancellationToken) => _chain.FindCheckpoint(cancellationToken);

    /// <summary>Drops whole segments whose entries all have a lower number, as far as a complete checkpoint follows them.</summary>
    /// <param name="number">Number of the header of a checkpoint that was verified.</param>
    /// <param name="cancellationToken">Gives up; calling again finishes it.</param>
    /// <returns>Lowest segment that is kept; <see langword="null"/> when there is no journal.</returns>
    public Task<int?> DropBelow(long number, CancellationToken cancellationToken) => _chain.DropBelow(number, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _cursor.Dispose();
        _chain.Dispose();
    }

    private async Task Read(
        SegmentRange range, int segment, JournalPosition from, Action<NumberedEntry> onEntry, CancellationToken cancellationToken)
    {
        var isFound = from.Number == 0;
        await foreach (var record in _reader.Walk(_cursor, range, segment, collectKeys: true, cancellationToken))
        {
            if (isFound)
            {
                onEntry(new(record.Number, record.Entry));
            }
            else if (record.Number + 1 >= from.Number)
            {
                isFound = _cursor.Position == from ? true : throw NotAt(DamageKind.LostTail, from, $"{_cursor.Position}");
            }
        }
    }

    private JournalDamagedException NotAt(DamageKind kind, JournalPosition from, string actual) =>
        new(new JournalDamage(kind, instrument, from.Segment, from.Index, $"{from}", actual));

    private Instant Now() => Instant.From(time.GetUtcNow());
}
