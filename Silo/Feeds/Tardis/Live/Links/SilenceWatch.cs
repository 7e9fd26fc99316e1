namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>Cancels a read that gets no data within a limit. Time in which nobody reads does not count.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private const long NotWaiting = long.MinValue;
    private const int ChecksPerLimit = 4;

    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _silent;
    private readonly ITimer _timer;
    private long _since = NotWaiting;
    private volatile bool _isSilent;

    public SilenceWatch(TimeSpan limit, TimeProvider time, CancellationToken stopping)
    {
        (_limit, _time) = (limit, time);
        _silent = CancellationTokenSource.CreateLinkedTokenSource(stopping);

        // One timer serves all reads, because a timer for each message would cost more than the message.
        _timer = time.CreateTimer(_ => Check(), null, limit / ChecksPerLimit, limit / ChecksPerLimit);
    }

    /// <summary>Cancelled by silence, or when everything is stopped.</summary>
    public CancellationToken Token => _silent.Token;

    /// <summary>Whether silence was the reason.</summary>
    public bool IsSilent => _isSilent;

    /// <summary>Marks the beginning of a read.</summary>
    public void Begin() => Volatile.Write(ref _since, _time.GetTimestamp());

    /// <summary>Marks the end of a read.</summary>
    public void End() => Volatile.Write(ref _since, NotWaiting);

    /// <inheritdoc />
    public void Dispose()
    {
        _timer.Dispose();
        _silent.Dispose();
    }

    private void Check()
    {
        var since = Volatile.Read(ref _since);
        if (since == NotWaiting || _time.GetElapsedTime(since) < _limit)
        {
            return;
        }

        _isSilent = true;
        try
        {
            _silent.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended at the same moment.
        }
    }
}
