using Ballast.Domain.Pnl;

namespace Ballast.Domain.Risk;

/// <summary>Rates of one table to the report currency, each looked up once.</summary>
internal sealed class ReportRates(FxTable fx, string currency)
{
    private readonly Dictionary<string, decimal?> known = new(StringComparer.Ordinal);

    internal decimal? Of(string asset) =>
        known.TryGetValue(asset, out var rate) ? rate : known[asset] = fx.Convert(asset, currency)?.Rate;

    /// <summary>An amount in report currency; 0 needs no rate.</summary>
    /// <exception cref="OverflowException">It is past what decimal holds.</exception>
    internal decimal? Converted(decimal? amount, string asset) => amount == 0 ? 0m : amount * Of(asset);

    internal string Missing(string asset) => $"no fresh rate from {asset} to {currency}";
}
