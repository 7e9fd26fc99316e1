namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Names of Tardis messages, as their <c>type</c> member spells them.</summary>
internal static class MessageTypes
{
    public const string Trade = "trade";
    public const string BookChange = "book_change";
    public const string DerivativeTicker = "derivative_ticker";
    public const string Liquidation = "liquidation";
    public const string Disconnect = "disconnect";
    public const string BookSnapshot = "book_snapshot";
    public const string BookTicker = "book_ticker";
    public const string OptionSummary = "option_summary";
    public const string TradeBar = "trade_bar";
    public const string Quote = "quote";

    private static readonly string[] Known =
        [Trade, BookChange, DerivativeTicker, Liquidation, Disconnect, BookSnapshot, BookTicker, OptionSummary, TradeBar, Quote];

    /// <summary>The shared string of a known type, or <paramref name="name"/> itself.</summary>
    public static string Intern(string name) => Array.Find(Known, known => known == name) ?? name;

    /// <summary>Whether messages of this type become events.</summary>
    public static bool IsUsed(string name) => name is Trade or BookChange or BookSnapshot or DerivativeTicker or Liquidation or Disconnect;

    /// <summary>Whether Tardis has this type.</summary>
    public static bool IsKnown(string name) => Array.IndexOf(Known, name) >= 0;
}
