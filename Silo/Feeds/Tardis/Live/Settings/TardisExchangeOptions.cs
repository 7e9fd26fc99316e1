namespace Ballast.Silo.Feeds.Tardis.Live.Settings;

/// <summary>Settings of one exchange of a feed.</summary>
public sealed class TardisExchangeOptions
{
    /// <summary>Exchange id, e.g. <c>binance-futures</c>.</summary>
    public string? Exchange { get; set; }

    /// <summary>Symbols; none means all of them.</summary>
    public IList<string> Symbols { get; } = [];

    /// <summary>Data types; none means <c>trade</c> and <c>book_change</c>, and <c>derivative_ticker</c> where the exchange has them.</summary>
    public IList<string> DataTypes { get; } = [];
}
