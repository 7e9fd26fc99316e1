using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Keys of recently booked events, each with a digest of its payload, in generations that expire as a whole.</summary>
public sealed class KeyIndex
{
    private readonly List<Generation> _generations = [new([], default)];

    /// <summary>Number of keys.</summary>
    public int Count => _generations.Sum(generation => generation.Digests.Count);

    /// <summary>Digest of the payload booked under a key; <see langword="null"/> when the key is unknown or has expired.</summary>
    public long? Find(KeyHash key)
    {
        // Newest generation first, because repeated events are mostly recent.
        for (var i = _generations.Count - 1; i >= 0; i--)
        {
            if (_generations[i].Digests.TryGetValue(key, out var digest))
            {
                return digest;
            }
        }

        return null;
    }

    /// <summary>Adds a key to the newest generation.</summary>
    /// <returns><see langword="false"/> when that generation already has it.</returns>
    public bool Add(KeyHash key, long digest) => _generations[^1].Digests.TryAdd(key, digest);

    /// <summary>Adds a whole older generation that was sealed at <paramref name="sealedAt"/>.</summary>
    public void AddSealed(Instant sealedAt, IEnumerable<KeyValuePair<KeyHash, long>> digests)
    {
        ArgumentNullException.ThrowIfNull(digests);
        var sealedDigests = new Dictionary<KeyHash, long>(digests.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var (key, digest) in digests)
        {
            sealedDigests.Add(key, digest);
        }

        _generations.Insert(_generations.Count - 1, new(sealedDigests, sealedAt));
    }

    /// <summary>Seals the newest generation at <paramref name="now"/> and starts another.</summary>
    public void Seal(Instant now)
    {
        _generations[^1] = _generations[^1] with { SealedAt = now };
        _generations.Add(new([], default));
    }

    /// <summary>Drops generations sealed before a time.</summary>
    public void DropBefore(Instant time) =>
        _generations.RemoveAll(generation => generation != _generations[^1] && generation.SealedAt < time);

    private sealed record Generation(Dictionary<KeyHash, long> Digests, Instant SealedAt);
}
