using Ballast.Grains.Journaling;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Everything that a silo has opened on its Redis.</summary>
/// <param name="Shared">Connection that everything but journals shares.</param>
/// <param name="Journals">Connections of journals.</param>
/// <param name="Lease">Lease of an outside Redis; <see langword="null"/> for the embedded store, whose directory is locked.</param>
internal sealed record OpenedConnections(IConnectionMultiplexer Shared, JournalConnections Journals, StoreLease? Lease) : IAsyncDisposable
{
    /// <summary>Connects, and takes the lease of an outside Redis.</summary>
    /// <param name="settings">Settings of the silo.</param>
    /// <param name="connection">Connection string of its Redis or its embedded store.</param>
    /// <param name="configuration">The configuration, for the time that journals wait.</param>
    /// <param name="cancellationToken">Gives up waiting for the lease.</param>
    /// <exception cref="StartupException">No Redis answers, or another silo uses it.</exception>
    internal static async Task<OpenedConnections> Open(
        HostSettings settings, string connection, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var shared = await StorageServices.Connect(connection);
        JournalConnections? journals = null;
        try
        {
            journals = await JournalConnections.Open(connection, WaitTimeout(configuration));
            var lease = settings.RedisConnection is null
                ? null
                : await StoreLease.Take(shared, LeaseHolder.Of(settings.Cluster.Kind), TimeProvider.System, cancellationToken);
            return new(shared, journals, lease);
        }
        catch
        {
            // Whatever failed, the connections are nobody's.
            await (journals?.DisposeAsync() ?? default);
            await shared.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await (Lease?.DisposeAsync() ?? default);
        await Journals.DisposeAsync();
        await Shared.DisposeAsync();
    }

    /// <summary>Only a valid setting counts here; the options are checked later, with all others.</summary>
    private static TimeSpan WaitTimeout(IConfiguration configuration) =>
        TimeSpan.TryParse(configuration[$"Journal:{nameof(JournalOptions.WaitTimeout)}"], System.Globalization.CultureInfo.InvariantCulture, out var set)
            ? set
            : new JournalOptions().WaitTimeout;
}
