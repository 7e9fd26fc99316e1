using System.Globalization;
using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling;

/// <summary>Position in a chain: checks each entry against those before it and knows what the next seal or header must state.</summary>
/// <remarks>Readers and the writer use the same cursor, so that a reader checks exactly what the writer wrote.</remarks>
internal sealed class ChainCursor(InstrumentId instrument) : IDisposable
{
    private readonly List<KeyRow> _keys = [];
    private long _previousLength;
    private bool _isFirstKnown = true;
    private int _part;
    private int _parts;

    /// <summary>Position after the last entry.</summary>
    internal JournalPosition Position { get; private set; }

    /// <summary>Last entry, as stored; empty at the beginning of a segment.</summary>
    internal byte[] Last { get; private set; } = [];

    /// <summary>End of the current segment, as far as read.</summary>
    internal SegmentEnd End => new(Position.Segment, Position.Index, Last);

    /// <summary>Whether the last entry is a seal.</summary>
    internal bool IsSealed { get; private set; }

    /// <summary>Whether the segment holds more than its header and checkpoint.</summary>
    internal bool HasBody { get; private set; }

    /// <summary>Whether the segment's checkpoint has all its parts.</summary>
    internal bool HasCheckpoint => _parts > 0 && _part == _parts;

    /// <summary>Newest epoch opened; 0 before the first.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Wall-clock time at which the segment began.</summary>
    internal Instant SegmentTime { get; private set; }

    /// <summary>Latest venue time of any event of the chain; <see langword="null"/> before the first.</summary>
    internal Instant? MaxEventTime { get; private set; }

    /// <summary>Earliest and latest venue time of the segment's events; <see langword="null"/> before the first.</summary>
    internal (Instant First, Instant Last)? Times { get; private set; }

    /// <summary>Whether keys of events are collected. Only those of the current segment are kept.</summary>
    internal bool CollectsKeys { get; set; } = true;

    /// <summary>Keys of the current segment's events, in order.</summary>
    internal IReadOnlyList<KeyRow> Keys => _keys;

    /// <summary>Codec of the chain.</summary>
    internal JournalCodec Codec { get; } = new(instrument);

    /// <summary>Starts at a segment; what its header states about earlier segments is not checked.</summary>
    internal void Begin(int segment)
    {
        Position = new(segment, 0, 0, 0);
        _isFirstKnown = segment == 0;
    }

    /// <summary>Reads the next entry.</summary>
    /// <exception cref="JournalDamagedException">The entry does not belong at this position.</exception>
    internal JournalEntry Read(in ParsedEntry parsed)
    {
        if (IsSealed)
        {
            throw Damage(DamageKind.Misstated, "nothing after the seal", "an entry");
        }

        var previous = Position.Hash;
        if (!_isFirstKnown && Decoded(parsed) is SegmentHeader start)
        {
            (previous, _isFirstKnown) = (start.PreviousHash, true);
            (Position, _previousLength) = (Position with { Number = start.FirstNumber, Hash = start.PreviousHash }, start.PreviousLength);
            (Epoch, MaxEventTime) = (start.Epoch, start.MaxEventTime);
        }

        var (hash, expected) = (parsed.Hash, parsed.Expected);
        if (parsed.Previous != previous)
        {
            Codec.Follows(parsed.Stored, previous, out hash, out expected);
        }

        if (hash != expected || hash == 0)
        {
            throw Damage(DamageKind.BrokenChain, $"{expected:x16} after {previous:x16}", $"{hash:x16}");
        }

        var entry = Decoded(parsed);
        Check(entry);
        Advance(entry, parsed.Stored, hash);
        return entry;
    }

    /// <summary>Moves to the next segment, after a seal.</summary>
    internal void NextSegment()
    {
        _previousLength = Position.Index;
        Position = Position with { Segment = Position.Segment + 1, Index = 0 };
        Last = [];
        (IsSealed, HasBody, Times, _part, _parts) = (false, false, null, 0, 0);
        _keys.Clear();
    }

    /// <summary>Moves past an entry that is stored and belongs at this position.</summary>
    internal void Advance(JournalEntry entry, byte[] stored, ulong hash)
    {
        switch (entry)
        {
            case Recorded recorded:
                Count(recorded);
                break;
            case Opened opened:
                Epoch = opened.Epoch;
                SegmentTime = Position.Number == 0 ? opened.Time : SegmentTime;
                break;
            case SegmentHeader header:
                SegmentTime = header.Time;
                break;
            case CheckpointPart part:
                (_part, _parts) = (part.Part + 1, part.Parts);
                break;
        }

        IsSealed = entry is SegmentSeal;
        HasBody |= entry is not (SegmentHeader or CheckpointPart);
        Position = Position with { Index = Position.Index + 1, Number = Position.Number + 1, Hash = hash };
        Last = stored;
    }

    /// <summary>The seal that belongs at this position.</summary>
    internal SegmentSeal ToSeal() => new(Position.Index, Times?.First, Times?.Last, MaxEventTime);

    /// <summary>The header that belongs at the beginning of the next segment, after a seal.</summary>
    internal SegmentHeader ToHeader(Instant time) =>
        new(Position.Segment + 1, Position.Number, Position.Index, Position.Hash, Epoch, MaxEventTime, time);

    /// <summary>The exception for the entry at this position.</summary>
    internal JournalDamagedException Damage(DamageKind kind, string expected, string actual, Exception? inner = null) =>
        new(new JournalDamage(kind, instrument, Position.Segment, Position.Index, expected, actual), inner);

    /// <inheritdoc />
    public void Dispose() => Codec.Dispose();

    private JournalEntry Decoded(in ParsedEntry parsed) =>
        parsed.Entry ?? throw Damage(DamageKind.Unreadable, "an entry", parsed.Fault!.Message, parsed.Fault);

    private void Count(Recorded recorded)
    {
        var time = recorded.Event.VenueTime;
        Times = Times is { } times ? (times.First <= time ? times.First : time, Instant.Max(times.Last, time)) : (time, time);
        MaxEventTime = MaxEventTime is { } max ? Instant.Max(max, time) : time;
        if (CollectsKeys)
        {
            _keys.Add(recorded.ToKey());
        }
    }

    private void Check(JournalEntry entry)
    {
        if (Position.Index == 0)
        {
            var first = Position.Segment == 0
                ? entry is Opened ? null : "an opening"
                : entry is SegmentHeader header && header == (ToExpectedHeader(header.Time)) ? null : $"{ToExpectedHeader(default)}";
            if (first is not null)
            {
                throw Damage(DamageKind.Misstated, first, $"{entry}");
            }

            return;
        }

        var expected = entry switch
        {
            SegmentHeader => "no header within a segment",
            SegmentSeal seal when seal != ToSeal() => $"{ToSeal()}",
            Opened opened when opened.Epoch <= Epoch => $"an epoch above {Epoch}",
            CheckpointPart part when HasBody || part.Part != _part || part.Parts <= part.Part || (_parts > 0 && part.Parts != _parts) =>
                string.Create(CultureInfo.InvariantCulture, $"part {_part} of a checkpoint after the header"),
            _ => null,
        };
        if (expected is not null)
        {
            throw Damage(DamageKind.Misstated, expected, entry is CheckpointPart other ? $"part {other.Part} of {other.Parts}" : $"{entry}");
        }
    }

    private SegmentHeader ToExpectedHeader(Instant time) =>
        new(Position.Segment, Position.Number, _previousLength, Position.Hash, Epoch, MaxEventTime, time);
}
