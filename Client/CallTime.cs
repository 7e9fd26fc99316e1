namespace Ballast.Client;

/// <summary>Time that one call of the client may take, its repetitions included.</summary>
internal sealed class CallTime : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;

    internal CallTime(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        (_timeout, _time, _begun) = (timeout, time, time.GetTimestamp());
        _deadline = new(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
    }

    /// <summary>Cancelled when the time is up or the caller has given up.</summary>
    internal CancellationToken Ended => _either.Token;

    /// <summary>Time that is left; negative when it is up.</summary>
    internal TimeSpan Left => _timeout - _time.GetElapsedTime(_begun);

    /// <inheritdoc />
    public void Dispose()
    {
        _either.Dispose();
        _deadline.Dispose();
    }
}
