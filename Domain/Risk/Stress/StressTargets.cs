using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Finds targets of a stress that match nothing in the portfolio, because it does not hold them or their name is misspelt.</summary>
internal static class StressTargets
{
    private const string All = "*";

    /// <summary>Targets or venue without a match, in the order of the scenario.</summary>
    internal static IReadOnlyList<string> Untouched(RiskInputs inputs, StressScenario scenario, StressTerms terms) => scenario.Kind switch
    {
        StressKind.Shock or StressKind.Depeg => [.. scenario.Shocks.Select(shock => shock.Target).Except([.. Names(inputs, terms), All], StringComparer.Ordinal)],
        StressKind.VenueOutage => Venues(inputs, terms).Contains(scenario.Exchange!, StringComparer.Ordinal) ? [] : [scenario.Exchange!],
        _ => [],
    };

    private static IEnumerable<string> Names(RiskInputs inputs, StressTerms terms)
    {
        InstrumentId[] held = [.. Open(inputs).Select(leg => leg.Instrument)];
        string[] assets =
        [
            .. Open(inputs).Select(leg => leg.Settle).Concat(RiskBalances.Sum(inputs.Balances).Select(balance => balance.Asset)).Distinct(StringComparer.Ordinal),
        ];
        InstrumentId[] instruments =
        [
            .. held,
            .. held.Where(inputs.Follows.ContainsKey).Select(instrument => inputs.Follows[instrument]),
            .. assets.Where(inputs.Rates.ContainsKey).SelectMany(asset => inputs.Rates[asset].Hops).Select(hop => hop.Instrument),
        ];
        return instruments.Select(instrument => instrument.ToString())
            .Concat(instruments.Where(terms.Pairs.ContainsKey).SelectMany(instrument => (string[])[terms.Pairs[instrument].Base, terms.Pairs[instrument].Quote]))
            .Concat(assets)
            .Concat(Owed(terms).Select(balance => balance.Asset));
    }

    private static IEnumerable<string> Venues(RiskInputs inputs, StressTerms terms) =>
        Open(inputs).Select(leg => leg.Instrument.Exchange).Concat(Owed(terms).Select(balance => balance.Exchange));

    private static IEnumerable<RiskLeg> Open(RiskInputs inputs) => inputs.Legs.Where(leg => leg.Quantity != 0);

    /// <summary>Balances that are not 0; an unknown balance may be one.</summary>
    private static IEnumerable<AccountBalance> Owed(StressTerms terms) => terms.Balances.Where(balance => balance.Total != 0);
}
