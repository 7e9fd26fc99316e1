using System.Globalization;

namespace Ballast.Domain.Risk;

/// <summary>What a scenario has to say to be run.</summary>
public static class StressRules
{
    private const int MostShocks = 1_000;
    private const int MostPeriods = 10_000;

    /// <summary>Most scenarios run in one request.</summary>
    public const int MostScenarios = 100;

    /// <summary>What is wrong with a request, with the place of the scenario; <see langword="null"/> when nothing is.</summary>
    public static string? FaultOf(IReadOnlyList<StressScenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        return scenarios.Count is 0 or > MostScenarios
            ? $"scenarios holds {scenarios.Count}; it must hold from 1 to {MostScenarios}."
            : scenarios.SelectMany((scenario, i) => Faults(scenario).Select(fault => $"scenarios[{i}]: {fault}")).FirstOrDefault();
    }

    /// <summary>What is wrong with a scenario, each with its member and value; empty when nothing is.</summary>
    public static IEnumerable<string> Faults(StressScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (string.IsNullOrWhiteSpace(scenario.Name))
        {
            yield return "name is empty; results are known by it.";
        }

        var faults = scenario.Kind switch
        {
            StressKind.Shock or StressKind.Depeg => ShockFaults(scenario),
            StressKind.Window => WindowFaults(scenario),
            StressKind.VenueOutage => Fault(string.IsNullOrWhiteSpace(scenario.Exchange), "exchange is empty; name the venue that is gone, e.g. binance-futures."),
            StressKind.FundingSpike => FundingFaults(scenario),
            StressKind.SpreadWidening => Fault(
                !double.IsFinite(scenario.Size) || scenario.Size < 1, $"size is {Text(scenario.Size)}; spreads become at least 1 times as wide."),
            _ => [$"kind is {scenario.Kind}; it must be {string.Join(", ", Enum.GetNames<StressKind>())}."],
        };
        foreach (var fault in faults)
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> ShockFaults(StressScenario scenario)
    {
        if (scenario.Shocks.Count is 0 or > MostShocks)
        {
            yield return $"shocks holds {scenario.Shocks.Count} moves; it must hold from 1 to {MostShocks}.";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (target, move) in scenario.Shocks)
        {
            if (string.IsNullOrWhiteSpace(target))
            {
                yield return "target of a shock is empty; name an asset, an instrument as exchange/symbol, or *.";
            }
            else if (!seen.Add(target))
            {
                yield return $"target '{target}' stands twice.";
            }

            if (!double.IsFinite(move) || move <= -1)
            {
                yield return $"move of '{target}' is {Text(move)}; it must be above -1, e.g. -0.3 for a fall of 30 %.";
            }
        }
    }

    private static IEnumerable<string> WindowFaults(StressScenario scenario) =>
        Fault(scenario.From == default, "from is absent; a window has a first and a last time.")
            .Concat(Fault(scenario.To <= scenario.From, $"to is {scenario.To}; it must be later than from, {scenario.From}."));

    private static IEnumerable<string> FundingFaults(StressScenario scenario) =>
        Fault(!double.IsFinite(scenario.Size) || scenario.Size < 0, $"size is {Text(scenario.Size)}; a funding rate is taken against each position and is not negative.")
            .Concat(Fault(scenario.Periods is < 1 or > MostPeriods, $"periods is {scenario.Periods}; it must be from 1 to {MostPeriods}."));

    private static IEnumerable<string> Fault(bool isWrong, string fault) => isWrong ? [fault] : [];

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
