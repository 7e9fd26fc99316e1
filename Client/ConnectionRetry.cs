using Microsoft.Extensions.Logging;

namespace Ballast.Client;

/// <summary>Keeps trying to reach a cluster that is not up yet, until the host gives up starting.</summary>
internal sealed partial class ConnectionRetry(TimeProvider time, ILogger<ConnectionRetry> log) : IClientConnectionRetryFilter
{
    private readonly Backoff _backoff = new(time);

    /// <inheritdoc />
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        Unreachable(exception.Message);
        try
        {
            await _backoff.Wait(cancellationToken).ConfigureAwait(false);
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
