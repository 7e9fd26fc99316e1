using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>The two assets of an instrument's price.</summary>
/// <param name="Base">What is priced.</param>
/// <param name="Quote">What it is priced in.</param>
public readonly record struct AssetPair(string Base, string Quote);

/// <summary>What one account of a venue owes us, or we it, in one asset; spot inventory aside, which is a position.</summary>
/// <param name="Exchange">Venue.</param>
/// <param name="Account">Account there.</param>
/// <param name="Asset">Which asset.</param>
/// <param name="Cash">In units of the asset, realised profit included; negative when owed by us, <see langword="null"/> when not known.</param>
/// <param name="Unrealized">Profit of open derivatives that are settled in the asset, in its units; <see langword="null"/> when not known.</param>
public readonly record struct VenueBalance(string Exchange, string Account, string Asset, decimal? Cash, decimal? Unrealized)
{
    /// <summary>Both together; <see langword="null"/> when one is not known.</summary>
    public decimal? Total => Cash + Unrealized;
}

/// <summary>What stresses need to know beside the positions. What a stress needs and is not here makes its result partial.</summary>
public sealed record StressTerms
{
    /// <summary>Base and quote of the instruments of positions and of conversions.</summary>
    public IReadOnlyDictionary<InstrumentId, AssetPair> Pairs { get; init; } = new Dictionary<InstrumentId, AssetPair>();

    /// <summary>Relative moves from the first to the last time of a <see cref="StressKind.Window"/>, e.g. by <see cref="HistoricalWindows.Moves"/>.</summary>
    public IReadOnlyDictionary<InstrumentId, double> WindowMoves { get; init; } = new Dictionary<InstrumentId, double>();

    /// <summary>What closing each instrument's position costs against mid at present spreads, in report currency; not negative.</summary>
    public IReadOnlyDictionary<InstrumentId, double> CloseCosts { get; init; } = new Dictionary<InstrumentId, double>();

    /// <summary>All balances; empty says there are none. Their assets convert by the rates of the inputs.</summary>
    public IReadOnlyList<VenueBalance> Balances { get; init; } = [];

    /// <summary>Assets that <c>*</c> leaves alone, beside the report currency: they are what others are priced in.</summary>
    public IReadOnlySet<string> Money { get; init; } = DefaultMoney;

    private static HashSet<string> DefaultMoney { get; } =
        new(StringComparer.Ordinal) { "USD", "USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "USDE", "PYUSD", "EUR", "GBP", "JPY", "CHF", "TRY", "KRW", "BRL", "AUD" };
}
