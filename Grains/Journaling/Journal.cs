using System.Runtime.CompilerServices;
using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling;

/// <summary>Reads and writes an instrument's journal for one activation: load, open, then append.</summary>
/// <remarks>
/// The owner makes one call at a time. After an append that failed in any way the end of the
/// journal is unknown, and appends fail until it is loaded and opened again.
/// </remarks>
public sealed partial class Journal(
    IJournalStore store, InstrumentId instrument, JournalOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Maximum number of entries in one write; a longer append takes several writes.</summary>
    public const int MaxWrite = 250;

    private const int MaxWriteBytes = 1 << 20;

    private readonly SegmentChain _chain = new(store, instrument);
    private readonly JournalReader _reader = new(store, instrument);
    private readonly JournalAppend _sending = new(store, instrument, options.RetryDelay, time);
    private readonly OwnEntries _own = new();
    private ChainCursor _cursor = new(instrument);
    private CheckpointState? _offered;
    private bool _isEndUnknown;

    /// <summary>Position after the newest known entry.</summary>
    public JournalPosition Position => _cursor.Position;

    /// <summary>Number of entries of the whole chain known to be stored, dropped ones included, which is the number of the next entry.</summary>
    public long Length => _cursor.Position.Number;

    /// <summary>Epoch of this activation, at least the wall clock's microseconds since 1970 when it opened the journal; 0 before.</summary>
    public long Epoch { get; private set; }

    /// <summary>How long the store has not confirmed the write under way; <see langword="null"/> when no write is under way. An append may take several writes.</summary>
    public TimeSpan? Unconfirmed => _sending.Unconfirmed;

    /// <summary>Latest venue time of any event of the chain; <see langword="null"/> when it has none.</summary>
    public Instant? MaxEventTime => _cursor.MaxEventTime;

    /// <summary>Keys of the events of the open segment; <see cref="LoadKeys"/> has those of earlier segments.</summary>
    public IReadOnlyList<KeyRow> OpenKeys => _cursor.Keys;

    /// <summary>Reads the chain and replaces what was known of it. The journal is loaded when the last entry has been read.</summary>
    /// <param name="from">Position to read from, as kept by a snapshot; its segment is checked as a whole. The default value reads everything.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Every entry after the position, in order.</returns>
    /// <exception cref="JournalDamagedException">
    /// An entry is damaged, or (<see cref="DamageKind.LostTail"/>) the chain does not contain the position, or
    /// (<see cref="DamageKind.MissingSegment"/>) the position's segment was dropped.
    /// </exception>
    public async IAsyncEnumerable<NumberedEntry> Load(JournalPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _cursor.Dispose();
        _cursor = new(instrument);
        (Epoch, _isEndUnknown) = (0, true);
        if (await store.GetSegments(instrument, cancellationToken) is { } range)
        {
            var segment = from.Number == 0 ? range.First : from.Segment;
            if (segment < range.First)
            {
                throw NotAt(DamageKind.MissingSegment, from, $"a journal that begins with segment {range.First}");
            }

            var isFound = from.Number == 0;
            if (segment <= range.Last)
            {
                await foreach (var record in _reader.Walk(_cursor, range, segment, collectKeys: true, cancellationToken))
                {
                    if (isFound)
                    {
                        yield return new(record.Number, record.Entry);
                    }
                    else if (record.Number + 1 >= from.Number)
                    {
                        isFound = _cursor.Position == from ? true : throw NotAt(DamageKind.LostTail, from, $"{_cursor.Position}");
                    }
                }
            }
        }

        if (_cursor.Position.Number < from.Number)
        {
            throw NotAt(DamageKind.LostTail, from, $"the end at {_cursor.Position}");
        }

        _isEndUnknown = false;
    }

    /// <summary>Sets the checkpoint that the next segment begins with. It must be the state of exactly the entries before that segment.</summary>
    public void Offer(CheckpointState checkpoint) => _offered = checkpoint;

    /// <summary>Appends <see cref="Opened"/>, which fences every older activation at once.</summary>
    /// <param name="terms">Terms to append with it. Required for an empty journal, and when terms or policy have changed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JournalFencedException">Another activation has written since this one loaded.</exception>
    public async Task Open(Terms? terms, CancellationToken cancellationToken)
    {
        // Not only the next number: a store that has lost its newest entries would give an epoch a second time.
        var now = Now();
        var epoch = Math.Max(_cursor.Epoch + 1, now.Micros);
        var opened = new Opened(epoch, Guid.NewGuid().ToString("N"), now);
        await AppendAll(terms is null ? [opened] : [opened, terms], cancellationToken);
        Epoch = epoch;
    }

    /// <summary>Appends entries under consecutive numbers. They are durable when this completes.</summary>
    /// <returns>Number of the first entry.</returns>
    /// <exception cref="JournalFencedException">Another activation has opened the journal, or the store has lost entries.</exception>
    /// <exception cref="InvalidOperationException">The journal is not open, or the store cannot fulfil its configuration.</exception>
    public Task<long> Append(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return Epoch > 0 || _isEndUnknown
            ? AppendAll(entries, cancellationToken)
            : throw new InvalidOperationException($"{instrument}: the journal must be opened before anything is appended.");
    }

    /// <summary>
    /// Finds entries that this writer had appended and the reloaded chain lacks, because the store has lost its tail. At most the
    /// last 1,000 events and annotations are remembered. Append them again, then call <see cref="Restored"/>.
    /// </summary>
    /// <returns>The entries, in order, with the numbers they had.</returns>
    public async Task<IReadOnlyList<NumberedEntry>> FindMissing(CancellationToken cancellationToken) =>
        _own.Except(await _chain.FindPresent(_own.Places, cancellationToken));

    /// <summary>Forgets the entries that <see cref="FindMissing"/> returned. Call it when they are stored again or known to be stored.</summary>
    public void Restored(IReadOnlyList<NumberedEntry> missing) => _own.Forget(missing);

    /// <summary>Keys of the sealed segments with events at or after a time, oldest first. A missing key table is made again.</summary>
    public Task<IReadOnlyList<KeyTable>> LoadKeys(Instant since, CancellationToken cancellationToken) => _chain.LoadKeys(since, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _cursor.Dispose();
        _chain.Dispose();
    }

    private async Task<long> AppendAll(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (_isEndUnknown)
        {
            throw new JournalFencedException($"{instrument}: the journal must be loaded again before anything is appended.");
        }

        // Reset at the end: an exception before that leaves the outcome unknown.
        _isEndUnknown = true;
        await RollSegment(entries.Count, cancellationToken);
        var first = _cursor.Position.Number;
        await Write(entries, previous: null, cancellationToken);
        _isEndUnknown = false;
        return first;
    }

    /// <summary>Seals the segment when it is full or its time span is over, and begins the next one after a sealed one.</summary>
    private async Task RollSegment(int count, CancellationToken cancellationToken)
    {
        var isFull = _cursor.Position.Index + count + 1 > options.SegmentEntries;
        if (!_cursor.IsSealed && _cursor.HasBody && (isFull || Day(Now()) > Day(_cursor.SegmentTime)))
        {
            await Write([_cursor.ToSeal()], previous: null, cancellationToken);
        }

        if (_cursor.IsSealed)
        {
            await StoreKeyTable(cancellationToken);
            IReadOnlyList<JournalEntry> parts = Interlocked.Exchange(ref _offered, null)?.Split() ?? [];
            await Write([_cursor.ToHeader(Now()), .. parts], _cursor.End, cancellationToken);
        }
    }

    private long Day(Instant at) => at.Micros / (options.SegmentAge.Ticks / TimeSpan.TicksPerMicrosecond);

    private async Task StoreKeyTable(CancellationToken cancellationToken)
    {
        var (segment, seal) = (_cursor.Position.Segment, _cursor.Position.Hash);
        try
        {
            var table = new KeyTable(segment, seal, _cursor.Times?.First, _cursor.Times?.Last, _cursor.Keys);
            await store.PutKeyTable(instrument, segment, table.Encode(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The table is made again from the segment when it is needed.
            KeysNotKept(logger, e, instrument, segment);
        }
    }

    /// <summary>Writes entries in as many writes as they need.</summary>
    /// <param name="entries">Entries, in order.</param>
    /// <param name="previous">End of the segment before, when the entries begin a new segment; otherwise <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task Write(IReadOnlyList<JournalEntry> entries, SegmentEnd? previous, CancellationToken cancellationToken)
    {
        var chunk = new List<byte[]>(Math.Min(entries.Count, MaxWrite));
        var hashes = new List<ulong>(chunk.Capacity);
        var (hash, bytes, done) = (_cursor.Position.Hash, 0, 0);
        foreach (var entry in entries)
        {
            var stored = _cursor.Codec.Encode(entry, hash, out var next);
            if (chunk.Count == MaxWrite || (chunk.Count > 0 && bytes + stored.Length > MaxWriteBytes))
            {
                await Flush();
            }

            chunk.Add(stored);
            hashes.Add(next);
            (hash, bytes) = (next, bytes + stored.Length);
        }

        if (chunk.Count > 0)
        {
            await Flush();
        }

        async Task Flush()
        {
            await _sending.Send(previous is { } end ? new(end.Segment + 1, 0, default) : _cursor.End, previous, chunk, cancellationToken);
            if (previous is not null)
            {
                _cursor.NextSegment();
                previous = null;
            }

            for (var i = 0; i < chunk.Count; i++)
            {
                var entry = entries[done++];
                _cursor.Advance(entry, chunk[i], hashes[i]);
                _own.Add(_cursor.Position.Number - 1, hashes[i], entry);
            }

            _own.Trim();
            chunk.Clear();
            hashes.Clear();
            bytes = 0;
        }
    }

    private JournalDamagedException NotAt(DamageKind kind, JournalPosition from, string actual) =>
        new(new JournalDamage(kind, instrument, from.Segment, from.Index, $"{from}", actual));

    private Instant Now() => Instant.From(time.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the key table of journal segment {Segment} could not be stored")]
    private static partial void KeysNotKept(ILogger logger, Exception exception, InstrumentId instrument, int segment);
}
