using System.Globalization;
using System.Text;
using Amqp.Framing;

namespace Ballast.EventHubsBroker;

/// <summary>An event hub: its partitions, and how events find theirs.</summary>
internal sealed class Hub
{
    private int _turn;

    /// <summary>Creates an empty hub.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="partitions">Number of partitions.</param>
    /// <param name="maxBytes">Most bytes that each partition keeps.</param>
    internal Hub(string name, int partitions, long maxBytes)
    {
        Name = name;
        Partitions = [.. Enumerable.Range(0, partitions).Select(number => new Partition(number.ToString(CultureInfo.InvariantCulture), maxBytes))];
    }

    /// <summary>Its name.</summary>
    internal string Name { get; }

    /// <summary>When it was created, in UTC.</summary>
    internal DateTime Created { get; } = TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>Its partitions in order.</summary>
    internal IReadOnlyList<Partition> Partitions { get; }

    /// <summary>The partition of a key, the same every time; without a key the partitions take turns.</summary>
    /// <remarks>Not the service's own function, on which no client may build.</remarks>
    internal Partition PartitionOf(string? key) => Partitions[
        (int)((key is null ? (uint)Interlocked.Increment(ref _turn) : HashOf(key)) % (uint)Partitions.Count)];

    /// <summary>The partition of a number as clients write it; <see langword="null"/> when there is none.</summary>
    internal Partition? Find(string? id) => Partitions.FirstOrDefault(partition => partition.Id == id);

    /// <summary>Ends every reader, because the hub is no more.</summary>
    internal void End(Error error)
    {
        foreach (var partition in Partitions)
        {
            partition.EndReaders(error);
        }
    }

    private static uint HashOf(string key)
    {
        var hash = 2_166_136_261u;
        foreach (var one in Encoding.UTF8.GetBytes(key))
        {
            hash = (hash ^ one) * 16_777_619u;
        }

        return hash ^ (hash >> 15);
    }
}
