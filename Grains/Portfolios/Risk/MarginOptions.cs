using System.Globalization;
using Ballast.Domain.Risk.Exposure;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Margin rates of venues and deposits with them, which no ledger holds.</summary>
public sealed class MarginOptions
{
    /// <summary>Maintenance margin as a part of the notional, by <c>exchange</c> or <c>exchange/symbol</c>, e.g. <c>0.005</c>; an instrument's own rate overrides that of its exchange.</summary>
    public IDictionary<string, decimal> Maintenance { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Deposits by <c>exchange/account</c>, then by asset, in units of the asset. The equity of an account without an entry is not known.</summary>
    public IDictionary<string, IDictionary<string, decimal>> Collateral { get; } = new Dictionary<string, IDictionary<string, decimal>>(StringComparer.Ordinal);

    /// <summary>The options in the form that the domain uses.</summary>
    public MarginTerms Terms() => new()
    {
        Maintenance = new Dictionary<string, decimal>(Maintenance, StringComparer.Ordinal),
        Collateral = Collateral.ToDictionary(
            entry => entry.Key,
            entry => (IReadOnlyDictionary<string, decimal>)new Dictionary<string, decimal>(entry.Value, StringComparer.Ordinal),
            StringComparer.Ordinal),
    };

    internal IEnumerable<string> Faults()
    {
        foreach (var (key, rate) in Maintenance.Where(entry => entry.Value is <= 0 or >= 1))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Risk:Margin:Maintenance:{key} is {rate}; it must be above 0 and below 1, e.g. 0.005.");
        }

        foreach (var key in Collateral.Keys.Where(key => key.IndexOf('/', StringComparison.Ordinal) is var at && (at < 1 || at == key.Length - 1)))
        {
            yield return $"Risk:Margin:Collateral holds '{key}'; write exchange/account, e.g. deribit/main.";
        }

        foreach (var (key, asset, amount) in Collateral.SelectMany(
            account => account.Value.Where(deposit => deposit.Value < 0), (account, deposit) => (account.Key, deposit.Key, deposit.Value)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Risk:Margin:Collateral:{key}:{asset} is {amount}; it must not be negative.");
        }
    }
}
