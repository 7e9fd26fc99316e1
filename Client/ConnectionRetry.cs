using Microsoft.Extensions.Logging;

namespace Ballast.Client;

/// <summary>Keeps trying to reach a cluster that is not up yet, until the client's time is up or the host gives up starting.</summary>
internal sealed partial class ConnectionRetry(BallastClientOptions options, TimeProvider time, ILogger<ConnectionRetry> log) : IClientConnectionRetryFilter
{
    private readonly Backoff _backoff = new(time);
    private long? _begun;

    /// <inheritdoc />
    /// <exception cref="BallastUnavailableException">The cluster was not reached in time.</exception>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        _begun ??= time.GetTimestamp();
        var left = options.Timeout - time.GetElapsedTime(_begun.Value);
        if (left <= TimeSpan.Zero)
        {
            throw new BallastUnavailableException(
                $"The cluster at {options.Place} could not be reached within {options.Timeout.TotalSeconds:0.###} s; last: {exception.Message}", exception);
        }

        Unreachable(exception.Message);
        try
        {
            await _backoff.Wait(left, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The cluster cannot be reached yet: {Reason}")]
    private partial void Unreachable(string reason);
}
