namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Where a feed's messages come from.</summary>
public enum TardisFeedKind
{
    /// <summary>Live, from <c>ws-stream-normalized</c>.</summary>
    Stream,

    /// <summary>Recorded, from <c>ws-replay-normalized</c>.</summary>
    ReplayWebSocket,

    /// <summary>Recorded, from HTTP <c>replay-normalized</c>.</summary>
    ReplayHttp,
}

/// <summary>Feeds from tardis-machine servers, by name. Bound from the section <c>Feeds</c>.</summary>
public sealed class TardisFeedsOptions : Dictionary<string, TardisFeedOptions>
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Feeds";

    /// <summary>Feeds without regard to the case of their names.</summary>
    public TardisFeedsOptions()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }
}

/// <summary>One feed from a tardis-machine server.</summary>
public sealed class TardisFeedOptions
{
    /// <summary>Where messages come from.</summary>
    public TardisFeedKind Kind { get; set; }

    /// <summary>Base address, e.g. <c>ws://localhost:8001</c>. The server's WebSocket port is its HTTP port + 1.</summary>
    public string Address { get; set; } = "";

    /// <summary>What is asked for, by exchange as Tardis spells it.</summary>
    public IDictionary<string, TardisExchangeOptions> Exchanges { get; } = new Dictionary<string, TardisExchangeOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>First minute of a replay, UTC; a live feed has none.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Minute before which a replay ends, UTC; a live feed has none.</summary>
    public DateTimeOffset? To { get; set; }

    /// <summary>Feed grains that the symbols are spread over.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>A source that is silent for so long is dialled again; 60 s live and 3 min in a replay when not given.</summary>
    /// <remarks>A replay that waits for the vendor's own servers sends nothing meanwhile.</remarks>
    public TimeSpan? NoDataTimeout { get; set; }

    /// <summary>Silence after which the server itself dials the exchange again; live only. Quiet symbols need more than the server's 10 s.</summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Shortest wait before dialling again; doubled each time up to <see cref="LongestWait"/>, less a random part.</summary>
    public TimeSpan ShortestWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before dialling again, and the wait after a refusal that trying again will hardly change.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether this is a recording.</summary>
    internal bool IsReplay => Kind != TardisFeedKind.Stream;

    /// <summary>Silence after which the source is dialled again.</summary>
    internal TimeSpan Silence => NoDataTimeout ?? (IsReplay ? TimeSpan.FromMinutes(3) : TimeSpan.FromSeconds(60));
}

/// <summary>What is asked of one exchange.</summary>
public sealed class TardisExchangeOptions
{
    /// <summary>Symbols, comma-separated, as the exchange spells them; empty asks for all, which many exchanges do not offer live.</summary>
    public string Symbols { get; set; } = "";

    /// <summary>Data types, comma-separated; trades and book changes when empty, and derivative tickers where the exchange has them.</summary>
    public string DataTypes { get; set; } = "";

    /// <summary>Symbols in the order given, each once.</summary>
    internal string[] SymbolList => Items(Symbols);

    /// <summary>Data types asked for on an exchange.</summary>
    internal string[] TypesOn(string exchange) => Items(DataTypes) is { Length: > 0 } given
        ? given
        : DerivativeExchanges.Has(exchange)
            ? [MessageTypes.Trade, MessageTypes.BookChange, MessageTypes.DerivativeTicker]
            : [MessageTypes.Trade, MessageTypes.BookChange];

    private static string[] Items(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
