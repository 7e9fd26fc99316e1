namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Cancels a read when the other end has been silent for too long: a half-open connection never says so itself.</summary>
/// <remarks>Only time spent waiting for the other end counts, not what the reader takes to use a message.</remarks>
internal sealed class SilenceWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _cancelled;
    private readonly ITimer _timer;
    private long _since;
    private volatile bool _isWaiting;
    private volatile bool _isSilent;

    internal SilenceWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        (_limit, _time) = (limit, time);
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _since = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, limit / 8, limit / 8);
    }

    /// <summary>Cancelled by silence, or with the token given.</summary>
    internal CancellationToken Token => _cancelled.Token;

    /// <summary>Whether it was silence.</summary>
    internal bool IsSilent => _isSilent;

    /// <summary>A read begins.</summary>
    internal void Waiting()
    {
        Volatile.Write(ref _since, _time.GetTimestamp());
        _isWaiting = true;
    }

    /// <summary>Something came.</summary>
    internal void Heard() => _isWaiting = false;

    /// <inheritdoc />
    public void Dispose()
    {
        _timer.Dispose();
        _cancelled.Dispose();
    }

    private void Look()
    {
        if (_isWaiting && _time.GetElapsedTime(Volatile.Read(ref _since)) >= _limit)
        {
            _isSilent = true;
            try
            {
                _cancelled.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended at the same moment.
            }
        }
    }
}
