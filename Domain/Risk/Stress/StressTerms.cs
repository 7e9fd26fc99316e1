using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Stress;

/// <summary>The two assets of an instrument's price.</summary>
/// <param name="Base">Asset that is priced.</param>
/// <param name="Quote">Asset of the price.</param>
public readonly record struct AssetPair(string Base, string Quote);

/// <summary>Balance of one venue account in one asset, without spot inventory, which is a position.</summary>
/// <param name="Exchange">Exchange of the account.</param>
/// <param name="Account">Name of the account at that exchange.</param>
/// <param name="Asset">The asset.</param>
/// <param name="Cash">Cash including realised profit, in units of the asset, negative when we owe it; <see langword="null"/> when unknown.</param>
/// <param name="Unrealized">Profit of open derivatives settled in the asset, in its units; <see langword="null"/> when unknown.</param>
public readonly record struct AccountBalance(string Exchange, string Account, string Asset, decimal? Cash, decimal? Unrealized)
{
    /// <summary>Cash plus unrealised profit; <see langword="null"/> when one is unknown.</summary>
    public decimal? Total => Cash + Unrealized;
}

/// <summary>Inputs of stresses besides the positions. When an input that a stress needs is missing, its result is partial.</summary>
public sealed record StressTerms
{
    /// <summary>Base and quote assets by instrument, for instruments of positions and conversions.</summary>
    public IReadOnlyDictionary<InstrumentId, AssetPair> Pairs { get; init; } = new Dictionary<InstrumentId, AssetPair>();

    /// <summary>Relative moves over the period of a <see cref="StressKind.Window"/>, by instrument.</summary>
    public IReadOnlyDictionary<InstrumentId, double> WindowMoves { get; init; } = new Dictionary<InstrumentId, double>();

    /// <summary>Cost of closing each instrument's position against the mid at current spreads, in report currency; not negative.</summary>
    public IReadOnlyDictionary<InstrumentId, double> CloseCosts { get; init; } = new Dictionary<InstrumentId, double>();

    /// <summary>Balances by account, which an outage needs; empty means that there are none. They convert at the rates of the risk inputs.</summary>
    public IReadOnlyList<AccountBalance> Balances { get; init; } = [];

    /// <summary>Money assets, which <c>*</c> does not move, like the report currency.</summary>
    public IReadOnlySet<string> Money { get; init; } = DefaultMoney;

    private static HashSet<string> DefaultMoney { get; } =
        new(StringComparer.Ordinal) { "USD", "USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "USDE", "PYUSD", "EUR", "GBP", "JPY", "CHF", "TRY", "KRW", "BRL", "AUD" };
}
