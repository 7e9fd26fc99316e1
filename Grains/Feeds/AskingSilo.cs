namespace Ballast.Grains.Feeds;

/// <summary>The silo that asks a feed to run, sent beside the call: it has the feed configured.</summary>
public static class AskingSilo
{
    private const string Key = "ballast.asking-silo";

    /// <summary>Gives it to the next calls of the present method.</summary>
    public static void Set(SiloAddress silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        RequestContext.Set(Key, silo.ToParsableString());
    }

    /// <summary>Reads it in a grain; <see langword="null"/> when the caller has not given it.</summary>
    internal static SiloAddress? Get() => RequestContext.Get(Key) is string silo ? SiloAddress.FromParsableString(silo) : null;
}
