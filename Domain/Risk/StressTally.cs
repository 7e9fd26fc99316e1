using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Adds up what a stress does, by instrument, and what it could not be worked out of.</summary>
internal sealed class StressTally(RiskInputs inputs)
{
    private readonly SortedDictionary<InstrumentId, double> byInstrument = [];
    private readonly SortedSet<string> missing = new(StringComparer.Ordinal);
    private double balances;

    internal RiskInputs Inputs { get; } = inputs;

    /// <summary>Open positions, in an order that does not depend on the one given.</summary>
    internal RiskLeg[] Legs { get; } = [.. RiskHistory.Ordered(inputs.Legs.Where(leg => leg.Quantity != 0))];

    internal void Miss(string what) => missing.Add(what);

    /// <summary>What is <see langword="null"/> or no finite number is missing.</summary>
    internal void Add(InstrumentId instrument, double? pnl, string? reason = null)
    {
        if (pnl is { } known && double.IsFinite(known))
        {
            // Adding 0 makes a negative zero, which is minus a loss of 0, a plain one.
            byInstrument[instrument] = byInstrument.GetValueOrDefault(instrument) + known + 0.0;
        }
        else
        {
            Miss(pnl is null && reason is not null ? reason : $"the profit of {instrument} is past what a number can hold");
        }
    }

    /// <summary>Adds what becomes of a balance, by its amount and its conversion now.</summary>
    internal void AddBalance(VenueBalance balance, Func<double, double, double> pnl)
    {
        if (balance.Total is not { } amount)
        {
            Miss($"the {balance.Asset} balance of {balance.Exchange} {balance.Account} is not known");
        }
        else if (amount != 0 && RateOf(balance.Asset) is { } rate)
        {
            balances += pnl((double)amount, rate) + 0.0;
        }
        else if (amount != 0)
        {
            Miss($"no conversion of {balance.Asset}");
        }
    }

    /// <summary>Report currency for one unit now; <see langword="null"/> without a rate.</summary>
    internal double? RateOf(string asset) =>
        asset == Inputs.Currency ? 1 : Inputs.Rates.TryGetValue(asset, out var rate) && rate.Rate > 0 ? (double)rate.Rate : null;

    /// <summary>Positions that are worth something and convert, with their value in report currency: <c>q·V(mark)</c>; the others are missing.</summary>
    internal IEnumerable<(RiskLeg Leg, double Value)> Valued(Func<RiskLeg, bool> isConcerned)
    {
        foreach (var leg in Legs.Where(isConcerned))
        {
            if (leg.Mark <= 0 || leg.Contract.Multiplier <= 0)
            {
                Miss(RiskHistory.WorthlessReason(leg));
            }
            else if (RateOf(leg.Settle) is not { } rate)
            {
                Miss($"no conversion of {leg.Settle}");
            }
            else
            {
                yield return (leg, (double)leg.Quantity * leg.Contract.At((double)leg.Mark) * rate);
            }
        }
    }

    internal StressResult Result(StressScenario scenario)
    {
        var partial = byInstrument.Values.Sum() + balances;
        if (!double.IsFinite(partial))
        {
            Miss("the profit is past what a number can hold");
        }

        string[] all = [.. Inputs.Missing, .. missing];
        return new()
        {
            Scenario = scenario,
            Pnl = all.Length == 0 ? partial : null,
            PartialPnl = double.IsFinite(partial) ? partial : 0,
            Legs = [.. byInstrument.Select(leg => new StressLeg(leg.Key, leg.Value))],
            Missing = all,
        };
    }
}
