namespace Ballast.Domain.Ledger;

/// <summary>Keys of the events booked lately, with a digest of each payload, in generations that are forgotten whole.</summary>
public sealed class KeyIndex
{
    private readonly List<Generation> generations = [new([], default)];

    /// <summary>Keys known.</summary>
    public int Count => generations.Sum(generation => generation.Digests.Count);

    /// <summary>Digest of the payload booked under a key; <see langword="null"/> when the key is not known (any more).</summary>
    public long? Find(KeyHash key)
    {
        // Newest first: what is sent again is mostly recent.
        for (var i = generations.Count - 1; i >= 0; i--)
        {
            if (generations[i].Digests.TryGetValue(key, out var digest))
            {
                return digest;
            }
        }

        return null;
    }

    /// <summary>Adds a key; <see langword="false"/> when the newest generation has it already.</summary>
    public bool Add(KeyHash key, long digest) => generations[^1].Digests.TryAdd(key, digest);

    /// <summary>Adds a whole generation of older keys, sealed at a time.</summary>
    public void AddSealed(Instant sealedAt, IEnumerable<KeyValuePair<KeyHash, long>> digests) =>
        generations.Insert(generations.Count - 1, new(new(digests), sealedAt));

    /// <summary>Starts a new generation; the keys so far were booked no later than now.</summary>
    public void Seal(Instant now)
    {
        generations[^1] = generations[^1] with { SealedAt = now };
        generations.Add(new([], default));
    }

    /// <summary>Forgets generations sealed before a time.</summary>
    public void DropBefore(Instant time) =>
        generations.RemoveAll(generation => generation != generations[^1] && generation.SealedAt < time);

    private sealed record Generation(Dictionary<KeyHash, long> Digests, Instant SealedAt);
}
