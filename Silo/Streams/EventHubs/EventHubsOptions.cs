namespace Ballast.Silo.Streams.EventHubs;

/// <summary>A namespace of Azure Event Hubs and its hubs. Bound from the section <c>Streams:EventHubs</c>.</summary>
public sealed class EventHubsOptions
{
    private const string Key = $"{StreamsOptions.Section}:EventHubs";

    /// <summary>Connection string of the namespace; leave it out to sign in by <see cref="Namespace"/>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Host name of the namespace, for a sign-in as the identity that Azure gives to this machine or its user.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Consumer group that reads.</summary>
    public string Group { get; set; } = "$Default";

    /// <summary>Hub of books, trades and disconnects.</summary>
    public string MarketHub { get; set; } = "market";

    /// <summary>Hub of tickers and liquidations.</summary>
    public string TickerHub { get; set; } = "ticker";

    /// <summary>Hub of fills.</summary>
    public string FillsHub { get; set; } = "fills";

    /// <summary>Most bytes of each hub that wait to be sent from one silo; then senders wait, or live tickers are dropped.</summary>
    public long MaxUnsentBytes { get; set; } = 64L << 20;

    /// <summary>Most bytes of each partition that are read and not settled.</summary>
    public long MaxReadBytes { get; set; } = 16L << 20;

    /// <summary>What becomes of fills when a hub does not know the stored position, because it was created anew.</summary>
    public LostPosition OnLostPosition { get; set; } = LostPosition.Stop;

    /// <summary>What is wrong, one text each.</summary>
    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString) == string.IsNullOrWhiteSpace(Namespace))
        {
            yield return string.IsNullOrWhiteSpace(Namespace)
                ? $"{Key}:ConnectionString is missing; set it to the connection string of the namespace, or {Key}:Namespace to NAME.servicebus.windows.net."
                : $"{Key}:ConnectionString and {Key}:Namespace are both set; leave one out.";
        }

        if (ConnectionString.Contains("EntityPath=", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{Key}:ConnectionString names a hub (EntityPath); set it to the connection string of the namespace.";
        }

        foreach (var (name, value) in new[] { (nameof(Group), Group), (nameof(MarketHub), MarketHub), (nameof(TickerHub), TickerHub), (nameof(FillsHub), FillsHub) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return $"{Key}:{name} is '{value}'; it must be a name.";
            }
        }

        string[] hubs = [MarketHub, TickerHub, FillsHub];
        if (hubs.Distinct(StringComparer.OrdinalIgnoreCase).Count() < hubs.Length)
        {
            yield return $"{Key}:MarketHub, {Key}:TickerHub and {Key}:FillsHub must be three hubs.";
        }

        if (MaxUnsentBytes < 1 << 20 || MaxReadBytes < 1 << 20)
        {
            yield return $"{Key}:MaxUnsentBytes {MaxUnsentBytes} and {Key}:MaxReadBytes {MaxReadBytes} must be 1048576 or more.";
        }
    }
}
