using System.Globalization;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Default stress scenarios.</summary>
public static class StressScenarios
{
    private static readonly int[] Percents = [5, 10, 20, 30, 50];
    private static readonly string[] Pegged = ["USDT", "USDC"];

    /// <summary>
    /// Default scenarios: all prices up and down by 5, 10, 20, 30 and 50 %; spreads ten times as wide; one funding of 1 %; USDT and USDC
    /// down by 10 %.
    /// </summary>
    public static IReadOnlyList<StressScenario> Default { get; } =
    [
        .. Percents.Reverse().Select(percent => Everything(-percent)),
        .. Percents.Select(Everything),
        new() { Name = "spreads x10", Kind = StressKind.SpreadWidening, Size = 10 },
        new() { Name = "funding 1%", Kind = StressKind.FundingSpike, Size = 0.01, Periods = 1 },
        .. Pegged.Select(asset => new StressScenario { Name = $"{asset} -10%", Kind = StressKind.Depeg, Shocks = [new(asset, -0.1)] }),
    ];

    /// <summary>The default scenarios and an outage of each venue at which the portfolio holds something.</summary>
    /// <param name="inputs">Positions of the portfolio.</param>
    /// <param name="terms">Balances of the portfolio; <see langword="null"/> to consider positions only.</param>
    public static IReadOnlyList<StressScenario> For(RiskInputs inputs, StressTerms? terms = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var venues = inputs.Legs.Where(leg => leg.Quantity != 0).Select(leg => leg.Instrument.Exchange)
            .Concat(terms?.Balances.Where(balance => balance.Total != 0).Select(balance => balance.Exchange) ?? []);
        return [.. Default, .. venues.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Outage)];
    }

    /// <summary>Scenario of the outage of one venue.</summary>
    public static StressScenario Outage(string exchange) => new() { Name = $"outage {exchange}", Kind = StressKind.VenueOutage, Exchange = exchange };

    private static StressScenario Everything(int percent) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"prices {percent:+0;-0}%"),
        Kind = StressKind.Shock,
        Shocks = [new("*", percent / 100.0)],
    };
}
