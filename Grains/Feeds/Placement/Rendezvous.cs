using System.Text;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>Chooses a silo for a name, so that every silo chooses the same one, and one that joins or leaves changes the choice for its own share of the names only.</summary>
/// <remarks>
/// Rendezvous hashing: each silo has a score for the name, and the highest wins. The score depends on the silo's address and port and not on its
/// start, so a silo that comes back gets the names that it had.
/// </remarks>
internal static class Rendezvous
{
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>The silo of a name; <see langword="null"/> when there is none to choose from.</summary>
    internal static SiloAddress? Of(string name, IEnumerable<SiloAddress> silos)
    {
        var start = Add(Basis, name);

        // Of two starts of one silo the newer is alive.
        return silos.MaxBy(silo => (Mixed(Add(start, silo.Endpoint.ToString())), silo.Generation));
    }

    // FNV-1a, the same on every machine and in every version.
    private static ulong Add(ulong hash, string text)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ octet) * Prime;
        }

        return (hash ^ byte.MaxValue) * Prime;
    }

    // The last characters alone would hardly change the high bits, which decide between scores.
    private static ulong Mixed(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        return hash ^ (hash >> 33);
    }
}
