namespace Ballast.Domain.Risk;

/// <summary>What a request for stresses has to hold.</summary>
public static class StressRules
{
    /// <summary>Most scenarios of one request.</summary>
    public const int MostScenarios = 100;

    private const int MostShocks = 1_000;

    /// <summary>What is wrong with a request, with the place of the scenario; <see langword="null"/> when nothing is.</summary>
    public static string? FaultOf(IReadOnlyList<StressScenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        return scenarios.Count is 0 or > MostScenarios
            ? $"scenarios holds {scenarios.Count}; it must hold from 1 to {MostScenarios}."
            : scenarios.Select((scenario, i) => FaultOf(scenario) is { } fault ? $"scenarios[{i}]: {fault}." : null).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOf(StressScenario scenario) =>
        scenario.Shocks.Count > MostShocks ? $"Shocks holds {scenario.Shocks.Count}, more than {MostShocks}" : scenario.Fault();
}
