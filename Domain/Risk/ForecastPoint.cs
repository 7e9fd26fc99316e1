using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl;
using Ballast.Domain.Pnl.Closing;

namespace Ballast.Domain.Risk;

/// <summary>What a portfolio held at a point of the risk grid, as its members closed it: a forecast made there knows nothing later.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-point")]
public sealed record ForecastPoint
{
    /// <summary>The point; a whole second of venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Open positions that have a mark, one an instrument.</summary>
    [Id(1)] public required IReadOnlyList<RiskLeg> Legs { get; init; }

    /// <summary>Conversions of the closed minute at or before the point, by settle asset; one that is not here had no fresh rate.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, FxLeg> Rates { get; init; }

    /// <summary>What is missing among the legs, each in words; empty when nothing is.</summary>
    [Id(3)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Takes a closed second whose holdings were kept.</summary>
    /// <param name="second">The second.</param>
    /// <param name="rates">Of its minute; <see langword="null"/> without any.</param>
    /// <param name="currency">Report currency.</param>
    /// <exception cref="ArgumentException">Its holdings were not kept.</exception>
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

        var conversions = new SortedDictionary<string, FxLeg>(StringComparer.Ordinal);
        foreach (var settle in legs.Select(leg => leg.Settle).Distinct(StringComparer.Ordinal))
        {
            if (FxLegs.Of(table, settle, currency) is { } conversion)
            {
                conversions[settle] = conversion;
            }
            else
            {
                missing.AddRange(FxLegs.Stale(table, settle));
            }
        }

        return new() { At = second.At, Legs = legs, Rates = conversions, Missing = missing };
    }
}
