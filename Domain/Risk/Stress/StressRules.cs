using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Stress;

/// <summary>What a stress that somebody wrote, and a request for several, must hold to be run.</summary>
public static class StressRules
{
    /// <summary>Most scenarios of one request.</summary>
    public const int MaxScenarios = 100;

    private const int MaxShocks = 1_000;

    /// <summary>What a shock may name.</summary>
    private enum TargetKinds
    {
        /// <summary>Assets only.</summary>
        Assets,

        /// <summary>Assets, instruments, or <c>*</c>.</summary>
        All,
    }

    /// <summary>What is wrong with a request, naming the place of the scenario; <see langword="null"/> when nothing is.</summary>
    public static string? FaultOf(IReadOnlyList<StressScenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        return scenarios.Count is 0 or > MaxScenarios
            ? $"scenarios holds {scenarios.Count}; it must hold from 1 to {MaxScenarios}."
            : scenarios.Select((scenario, i) => RequestFault(scenario) is { } fault ? $"scenarios[{i}]: {fault}." : null).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>What is wrong with one scenario, naming the member and its value; <see langword="null"/> when nothing is.</summary>
    internal static string? FaultOf(StressScenario scenario) =>
        string.IsNullOrWhiteSpace(scenario.Name) ? $"Name '{scenario.Name}' must not be empty"
        : scenario.Kind switch
        {
            StressKind.Shock => OfShocks(scenario.Shocks, TargetKinds.All),
            StressKind.Depeg => OfShocks(scenario.Shocks, TargetKinds.Assets),
            StressKind.Window => OfWindow(scenario),
            StressKind.VenueOutage => string.IsNullOrWhiteSpace(scenario.Exchange) || scenario.Exchange.Contains('/', StringComparison.Ordinal)
                ? $"Exchange '{scenario.Exchange}' must name one venue, e.g. binance"
                : null,
            StressKind.FundingSpike => OfFunding(scenario),
            StressKind.SpreadWidening => scenario.Size >= 1 && double.IsFinite(scenario.Size)
                ? null
                : FormattableString.Invariant($"Size {scenario.Size} must be a factor of at least 1, e.g. 10"),
            _ => FormattableString.Invariant($"Kind {(int)scenario.Kind} is no kind of stress"),
        };

    private static string? RequestFault(StressScenario scenario) =>
        scenario.Shocks.Count > MaxShocks ? $"Shocks holds {scenario.Shocks.Count}, more than {MaxShocks}" : FaultOf(scenario);

    private static string? OfShocks(IReadOnlyList<StressShock> shocks, TargetKinds allowed)
    {
        if (shocks is not { Count: > 0 })
        {
            return "Shocks must not be empty";
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (target, move) in shocks)
        {
            if (!(allowed == TargetKinds.Assets ? IsAsset(target) : target == "*" || IsAsset(target) || InstrumentId.TryParse(target, out _)))
            {
                return $"Target '{target}' must be an asset, e.g. BTC" + (allowed == TargetKinds.Assets ? "" : "; an instrument, e.g. binance/BTCUSDT; or *");
            }

            if (!(move > -1 && double.IsFinite(move)))
            {
                return FormattableString.Invariant($"Move {move} of {target} must be a finite number above -1, e.g. -0.3");
            }

            if (!named.Add(target))
            {
                return $"Target '{target}' is given twice";
            }
        }

        return null;
    }

    private static string? OfWindow(StressScenario scenario) =>
        !scenario.From.IsInRange ? $"From {scenario.From} is not between 1970 and 9999"
        : !scenario.To.IsInRange ? $"To {scenario.To} is not between 1970 and 9999"
        : scenario.To.CompareTo(scenario.From) <= 0 ? $"To {scenario.To} must be after From {scenario.From}"
        : null;

    private static string? OfFunding(StressScenario scenario) =>
        !(scenario.Size > 0 && double.IsFinite(scenario.Size)) ? FormattableString.Invariant($"Size {scenario.Size} must be a rate above 0, e.g. 0.01")
        : scenario.Periods < 1 ? FormattableString.Invariant($"Periods {scenario.Periods} must be at least 1")
        : null;

    private static bool IsAsset(string? target) =>
        target is { Length: > 0 } && target.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or ':');
}
