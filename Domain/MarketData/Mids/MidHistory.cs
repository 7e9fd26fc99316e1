namespace Ballast.Domain.MarketData.Mids;

/// <summary>The mids of one instrument over the last minutes of venue time, by previous tick.</summary>
/// <remarks>
/// The buffer starts small and grows on demand. Past its capacity the older half keeps only the last mid of each 10 ms, and
/// if that frees too little the oldest are dropped. Not safe for concurrent use.
/// </remarks>
public sealed class MidHistory
{
    /// <summary>Default length of venue time kept.</summary>
    public static readonly TimeSpan DefaultSpan = TimeSpan.FromMinutes(15);

    /// <summary>Default maximum number of changes kept.</summary>
    public const int DefaultCapacity = 65_536;

    private const int FirstSize = 16;
    private const long ThinningMicros = 10 * Instant.PerMillisecond;

    private readonly TimeSpan _span;
    private readonly int _capacity;
    private MidChange[] _ring = [];
    private int _head;
    private int _count;
    private Instant? _thinnedTo;

    /// <summary>Creates an empty history of 15 minutes.</summary>
    public MidHistory()
        : this(DefaultSpan, DefaultCapacity)
    {
    }

    /// <summary>Creates an empty history.</summary>
    /// <param name="span">Length of venue time kept, up to the newest known time.</param>
    /// <param name="capacity">Maximum number of changes kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative or the capacity below 2.</exception>
    public MidHistory(TimeSpan span, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(span.Ticks, nameof(span));
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        (_span, _capacity) = (span, capacity);
    }

    /// <summary>Number of changes kept.</summary>
    public int Count => _count;

    /// <summary>Time from which the mid is known; <see langword="null"/> while nothing is.</summary>
    public Instant? Oldest => _count == 0 ? null : this[0].VenueTime;

    /// <summary>Time until which the newest mid is known to have held; the default value while nothing is known.</summary>
    public Instant ConfirmedTo { get; private set; }

    /// <summary>Whether changes are missing anywhere in the history.</summary>
    public bool Thinned => _thinnedTo is not null;

    /// <summary>Time from which no change is missing; <see langword="null"/> when none is.</summary>
    public Instant? ThinnedTo => _thinnedTo;

    private MidChange this[int index]
    {
        get => _ring[(_head + index) & (_ring.Length - 1)];
        set => _ring[(_head + index) & (_ring.Length - 1)] = value;
    }

    /// <summary>Sets the mid from <paramref name="venueTime"/> on.</summary>
    /// <param name="venueTime">Time of the mid; one before the last time counts as the last time. Of two mids at the same time the later one counts.</param>
    /// <param name="mid">In quote; NaN when there is none from now on.</param>
    public void Add(Instant venueTime, double mid)
    {
        var time = Instant.Max(venueTime, ConfirmedTo);
        Confirm(time);
        if (_count > 0 && this[_count - 1].VenueTime == time)
        {
            this[_count - 1] = new(time, mid);
            return;
        }

        if (_count == _capacity)
        {
            Thin();
        }

        if (_count == _ring.Length)
        {
            Resize(Math.Max(FirstSize, _ring.Length * 2));
        }

        _count++;
        this[_count - 1] = new(time, mid);
    }

    /// <summary>Records that the newest mid still held at <paramref name="venueTime"/>; does nothing when a later time is confirmed already.</summary>
    public void Confirm(Instant venueTime)
    {
        if (venueTime <= ConfirmedTo)
        {
            return;
        }

        ConfirmedTo = venueTime;

        // The change that held at the far end of the span stays.
        var end = venueTime - _span;
        while (_count > 1 && this[1].VenueTime <= end)
        {
            DropOldest(1);
        }
    }

    /// <summary>The last mid at or before a time; <see langword="null"/> before <see cref="Oldest"/> or when there was none then.</summary>
    /// <param name="at">Venue time; past <see cref="ConfirmedTo"/> the result is the newest mid, which may no longer hold.</param>
    public double? PreviousTick(Instant at)
    {
        var index = IndexAt(at);
        return index < 0 || double.IsNaN(this[index].Mid) ? null : this[index].Mid;
    }

    /// <summary>Records that changes up to the newest known time may be missing.</summary>
    public void MarkThinned() => _thinnedTo = ConfirmedTo;

    /// <summary>Whether changes may be missing from a time on.</summary>
    public bool IsThinnedFrom(Instant from) => _thinnedTo >= from;

    /// <summary>A copy of the change that held at a time and all later ones, oldest first.</summary>
    /// <param name="from">Venue time. The first change returned is later only when nothing older is known.</param>
    public MidChange[] From(Instant from)
    {
        var first = Math.Max(0, IndexAt(from));
        var copy = new MidChange[_count - first];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = this[first + i];
        }

        return copy;
    }

    /// <summary>Index of the last change at or before a time; -1 when there is none.</summary>
    private int IndexAt(Instant at) =>
        SortedSearch.CountWhile(_count, (Changes: this, At: at), static (state, index) => state.Changes[index].VenueTime <= state.At) - 1;

    private void Thin()
    {
        var older = _count / 2;
        var kept = 0;
        for (var i = 0; i < older; i++)
        {
            if (Slot(this[i + 1]) != Slot(this[i]))
            {
                this[kept++] = this[i];
            }
        }

        if (kept < older)
        {
            _thinnedTo = this[older].VenueTime;
            for (var i = older; i < _count; i++)
            {
                this[kept + i - older] = this[i];
            }

            _count -= older - kept;
        }

        // Thinning passes over the whole history, so enough room is freed that it is not due again at once.
        var room = _capacity - Math.Max(1, _capacity / 8);
        if (_count > room)
        {
            DropOldest(_count - room);
        }
    }

    private void DropOldest(int dropped)
    {
        _head = (_head + dropped) & (_ring.Length - 1);
        _count -= dropped;
        if (_thinnedTo < this[0].VenueTime)
        {
            _thinnedTo = null;
        }

        // Releases the memory of a burst when the instrument has become quiet.
        if (_ring.Length > FirstSize && _count <= _ring.Length / 8)
        {
            Resize(_ring.Length / 4);
        }
    }

    private void Resize(int size)
    {
        size = Math.Max(FirstSize, size);
        var resized = new MidChange[size];
        for (var i = 0; i < _count; i++)
        {
            resized[i] = this[i];
        }

        (_ring, _head) = (resized, 0);
    }

    private static long Slot(MidChange change) => change.VenueTime.Micros / ThinningMicros;
}
