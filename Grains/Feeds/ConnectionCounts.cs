using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Grains.Feeds;

/// <summary>Counts and state that a running connection reports, for the status and the metrics of its feed. Safe for use from many threads.</summary>
/// <remarks>All counts are of one epoch and only rise.</remarks>
public sealed class ConnectionCounts
{
    private long _messages;
    private long _bytes;
    private long _faults;
    private long _unknownTypes;
    private long _reconnects;
    private long _disconnects;
    private long _arrivalsReplaced;
    private volatile string? _lastFault;
    private volatile string? _link;

    /// <summary>Messages read from the source, usable or not.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Bytes of those messages.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Messages that could not be used.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Messages of an unknown type; they are no faults.</summary>
    public long UnknownTypes => Interlocked.Read(ref _unknownTypes);

    /// <summary>Times the connection to the source was opened again after it had been lost.</summary>
    public long Reconnects => Interlocked.Read(ref _reconnects);

    /// <summary>Number of times the source lost its venue, as it reported or as its silence showed.</summary>
    public long Disconnects => Interlocked.Read(ref _disconnects);

    /// <summary>Arrivals that were too far from our own clock and were replaced.</summary>
    public long ArrivalsReplaced => Interlocked.Read(ref _arrivalsReplaced);

    /// <summary>The newest fault, in words; <see langword="null"/> while there was none.</summary>
    public string? LastFault => _lastFault;

    /// <summary>State of the connection, in words, e.g. <c>connected</c>; <see langword="null"/> when it reports none.</summary>
    public string? Link => _link;

    /// <summary>Counts a message that was read.</summary>
    public void Read(int bytes)
    {
        Interlocked.Increment(ref _messages);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Counts a message that could not be used.</summary>
    public void Fault(string reason)
    {
        Interlocked.Increment(ref _faults);
        _lastFault = reason;
    }

    /// <summary>Says what is wrong with the source though every message could be used.</summary>
    public void Warn(string reason) => _lastFault = reason;

    /// <summary>Counts a message of an unknown type.</summary>
    public void UnknownType() => Interlocked.Increment(ref _unknownTypes);

    /// <summary>Counts a reconnection to the source.</summary>
    /// <param name="reason">Why it was lost.</param>
    public void Reconnect(string reason)
    {
        Interlocked.Increment(ref _reconnects);
        _lastFault = reason;
    }

    /// <summary>Counts a loss of the venue.</summary>
    public void Disconnect() => Interlocked.Increment(ref _disconnects);

    /// <summary>Counts an arrival that was replaced.</summary>
    public void ReplaceArrival() => Interlocked.Increment(ref _arrivalsReplaced);

    /// <summary>Sets the state of the connection, in words.</summary>
    public void SetLink(string link) => _link = link;

    /// <summary>A status with these counts.</summary>
    internal FeedStatus AddTo(FeedStatus status) => status with
    {
        Messages = Messages,
        Bytes = Bytes,
        Faults = Faults,
        UnknownTypes = UnknownTypes,
        Reconnects = Reconnects,
        Disconnects = Disconnects,
        LastFault = LastFault,
        Link = Link,
        ArrivalsReplaced = ArrivalsReplaced,
    };
}
