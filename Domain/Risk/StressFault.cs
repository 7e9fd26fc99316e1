using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What is wrong with a stress somebody wrote.</summary>
internal static class StressFault
{
    internal static string? Of(StressScenario scenario) =>
        string.IsNullOrWhiteSpace(scenario.Name) ? $"Name '{scenario.Name}' must not be empty"
        : scenario.Kind switch
        {
            StressKind.Shock => OfShocks(scenario.Shocks, onlyAssets: false),
            StressKind.Depeg => OfShocks(scenario.Shocks, onlyAssets: true),
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

    private static string? OfShocks(IReadOnlyList<StressShock> shocks, bool onlyAssets)
    {
        if (shocks is not { Count: > 0 })
        {
            return "Shocks must not be empty";
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (target, move) in shocks)
        {
            if (!(onlyAssets ? IsAsset(target) : target == "*" || IsAsset(target) || InstrumentId.TryParse(target, out _)))
            {
                return $"Target '{target}' must be an asset, e.g. BTC" + (onlyAssets ? "" : "; an instrument, e.g. binance/BTCUSDT; or *");
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
