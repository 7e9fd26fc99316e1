using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>Positions, balances and rates of a portfolio at a point of the risk grid, as closed, so that a forecast made there uses nothing later.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-point")]
public sealed record ForecastPoint
{
    /// <summary>The grid point: a whole second of venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Open positions that have a mark, one per instrument.</summary>
    [Id(1)] public required IReadOnlyList<RiskLeg> Legs { get; init; }

    /// <summary>Conversions of the closed minute at or before the point, by asset of positions and balances; an asset that is absent had no fresh rate.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, FxLeg> Rates { get; init; }

    /// <summary>Descriptions of positions missing from the legs; empty when none is.</summary>
    [Id(3)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net profit by settle asset, as closed; empty in points of versions that left it out.</summary>
    [Id(4)] public IReadOnlyList<RiskBalance> Balances { get; init; } = [];

    /// <summary>Creates a point from a closed second.</summary>
    /// <param name="second">The closed second, with its holdings.</param>
    /// <param name="rates">Rates of its minute; <see langword="null"/> when there are none.</param>
    /// <param name="currency">Report currency.</param>
    /// <exception cref="ArgumentException">The second has no holdings.</exception>
    public static ForecastPoint Of(ClosedSecond second, FxTable? rates, string currency)
    {
        ArgumentNullException.ThrowIfNull(second);
        var table = rates ?? FxTable.Empty;
        var holdings = second.Holdings ?? throw new ArgumentException($"the holdings of {second.At} were not kept", nameof(second));
        var missing = second.Missing.Select(member => $"{member} did not close {second.At}").ToList();
        var legs = new List<RiskLeg>();
        foreach (var holding in holdings.Where(holding => holding.Quantity != 0))
        {
            if (holding is { Quantity: { } quantity, Contract: { } contract, Mark: { } mark })
            {
                legs.Add(new(holding.Instrument, contract, quantity, mark, holding.Settle));
            }
            else
            {
                missing.Add($"{holding.Instrument}: {(holding.Quantity is null || holding.Contract is null ? "it did not say what it holds" : "no mark")}");
            }
        }

        var balances = RiskBalances.Of(second.Settled);
        var conversions = new SortedDictionary<string, FxLeg>(StringComparer.Ordinal);
        foreach (var asset in legs.Select(leg => leg.Settle).Concat(balances.Select(balance => balance.Asset)).Distinct(StringComparer.Ordinal))
        {
            if (FxLegs.Of(table, asset, currency) is { } conversion)
            {
                conversions[asset] = conversion;
            }
            else
            {
                missing.AddRange(FxLegs.Stale(table, asset));
            }
        }

        return new() { At = second.At, Legs = legs, Rates = conversions, Missing = missing, Balances = balances };
    }
}
