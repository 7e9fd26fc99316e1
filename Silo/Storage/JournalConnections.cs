using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Connections that journals use.</summary>
/// <remarks>
/// Of their own in a silo: an append that waits for replicas, or the pages of a long journal, would otherwise hold back membership
/// and grain storage, which share a connection.
/// </remarks>
/// <param name="Appends">Connection of appends.</param>
/// <param name="Reads">Connection of everything else.</param>
public sealed record JournalConnections(IConnectionMultiplexer Appends, IConnectionMultiplexer Reads) : IAsyncDisposable
{
    /// <summary>Added to the longest wait for replicas, so that the answer of <c>WAIT</c> is still awaited.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    /// <summary>Opens connections to a Redis that answers already.</summary>
    /// <param name="connection">Connection string.</param>
    /// <param name="waitTimeout">Longest wait for replicas.</param>
    /// <exception cref="StartupException">No Redis answers there.</exception>
    public static async Task<JournalConnections> Open(string connection, TimeSpan waitTimeout)
    {
        var appends = await StorageServices.Connect(
            connection,
            options => options.AsyncTimeout = Math.Max(options.AsyncTimeout, (int)(waitTimeout + Margin).TotalMilliseconds));
        try
        {
            return new(appends, await StorageServices.Connect(connection));
        }
        catch
        {
            // Whatever failed, the first connection is nobody's.
            await appends.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Appends.DisposeAsync();
        await Reads.DisposeAsync();
    }
}
