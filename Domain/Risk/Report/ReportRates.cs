using Ballast.Domain.Pnl.Fx;

namespace Ballast.Domain.Risk.Report;

/// <summary>Rates of one FX table to the report currency, cached by asset.</summary>
internal sealed class ReportRates(FxTable fx, string currency)
{
    private readonly Dictionary<string, decimal?> _known = new(StringComparer.Ordinal);

    internal decimal? Of(string asset) =>
        _known.TryGetValue(asset, out var rate) ? rate : _known[asset] = fx.Convert(asset, currency)?.Rate;

    /// <summary>Converts an amount to report currency; 0 needs no rate. <see langword="null"/> when amount or rate is unknown.</summary>
    /// <exception cref="OverflowException">The result exceeds the range of decimal.</exception>
    internal decimal? Converted(decimal? amount, string asset) => amount == 0 ? 0m : amount * Of(asset);

    internal string Missing(string asset) => $"no fresh rate from {asset} to {currency}";
}
