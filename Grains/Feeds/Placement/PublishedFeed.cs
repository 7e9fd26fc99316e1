using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>A feed that a silo has configured, as silos tell each other in their metadata.</summary>
/// <param name="Feed">Key of the feed's grain.</param>
/// <param name="Covers">Instruments as <c>exchange/symbol</c>, and <c>exchange/</c> for all of an exchange.</param>
internal sealed record PublishedFeed(string Feed, IReadOnlyCollection<string> Covers)
{
    private const string Prefix = "ballast.feed:";
    private const char Separator = '\n';

    /// <summary>The feeds in a silo's metadata.</summary>
    internal static IEnumerable<PublishedFeed> In(SiloMetadata metadata) => metadata.Metadata
        .Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(entry => new PublishedFeed(entry.Key[Prefix.Length..], entry.Value.Split(Separator, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Adds the feeds of a silo to what becomes its metadata; those that do not say what they publish run where they are asked for.</summary>
    internal static void Publish(IEnumerable<IFeedConnection> connections, Dictionary<string, string> metadata)
    {
        foreach (var connection in connections.Where(connection => connection.Covers.Count > 0))
        {
            metadata[Prefix + connection.Feed] = string.Join(Separator, connection.Covers);
        }
    }
}
