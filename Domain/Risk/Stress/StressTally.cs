using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Collects the profits of a stress, by instrument and of balances, and descriptions of what is missing.</summary>
internal sealed class StressTally(RiskInputs inputs)
{
    private readonly SortedDictionary<InstrumentId, double> _byInstrument = [];
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private double _balances;

    internal RiskInputs Inputs { get; } = inputs;

    /// <summary>Open positions, in an order that does not depend on that of the inputs.</summary>
    internal RiskLeg[] Legs { get; } = [.. RiskHistory.Ordered(inputs.Legs.Where(leg => leg.Quantity != 0))];

    /// <summary>Balances by asset.</summary>
    internal IReadOnlyList<RiskBalance> Balances { get; } = RiskBalances.Sum(inputs.Balances);

    internal void AddMissing(string what) => _missing.Add(what);

    /// <summary>Adds a profit; one that is <see langword="null"/> or not finite is reported as missing.</summary>
    internal void Add(InstrumentId instrument, double? pnl, string? reason = null)
    {
        if (pnl is { } known && double.IsFinite(known))
        {
            // Adding 0 turns negative zero, which results from negating a loss of 0, into zero.
            _byInstrument[instrument] = _byInstrument.GetValueOrDefault(instrument) + known + 0.0;
        }
        else
        {
            AddMissing(pnl is null && reason is not null ? reason : $"the profit of {instrument} is past what a number can hold");
        }
    }

    /// <summary>Adds a profit of balances.</summary>
    internal void AddBalances(double pnl) => _balances += pnl + 0.0;

    /// <summary>Adds what is lost of a balance at a venue: all of it, unless it is a debt.</summary>
    internal void AddLost(AccountBalance balance)
    {
        if (balance.Total is not { } amount)
        {
            AddMissing($"the {balance.Asset} balance of {balance.Exchange} {balance.Account} is not known");
        }
        else if (amount != 0 && RateOf(balance.Asset) is { } rate)
        {
            AddBalances(-Math.Max(0, (double)amount) * rate);
        }
        else if (amount != 0)
        {
            AddMissing($"no conversion of {balance.Asset}");
        }
    }

    /// <summary>
    /// Current rate of a balance that a stress concerns; <see langword="null"/> when nothing of it is known or it has no rate. What is missing of it
    /// is reported.
    /// </summary>
    internal double? RateOf(RiskBalance balance)
    {
        _missing.UnionWith(JoinedReasons.Parts(balance.Reason));
        if (balance.Amount == 0)
        {
            return null;
        }

        var rate = RateOf(balance.Asset);
        if (rate is null)
        {
            AddMissing($"no conversion of {balance.Asset}");
        }

        return rate;
    }

    /// <summary>Current rate: report currency for one unit; <see langword="null"/> without a rate.</summary>
    internal double? RateOf(string asset) =>
        asset == Inputs.Currency ? 1 : Inputs.Rates.TryGetValue(asset, out var rate) && rate.Rate > 0 ? (double)rate.Rate : null;

    /// <summary>Positions with valid mark and conversion, with their value <c>q·V(mark)</c> in report currency; others are reported as missing.</summary>
    internal IEnumerable<(RiskLeg Leg, double Value)> Valued(Func<RiskLeg, bool> isConcerned)
    {
        foreach (var leg in Legs.Where(isConcerned))
        {
            if (leg.Mark <= 0 || leg.Contract.Multiplier <= 0)
            {
                AddMissing(RiskHistory.WorthlessReason(leg));
            }
            else if (RateOf(leg.Settle) is not { } rate)
            {
                AddMissing($"no conversion of {leg.Settle}");
            }
            else
            {
                yield return (leg, (double)leg.Quantity * leg.Contract.At((double)leg.Mark) * rate);
            }
        }
    }

    internal StressResult Result(StressScenario scenario)
    {
        var partial = _byInstrument.Values.Sum() + _balances;
        if (!double.IsFinite(partial))
        {
            AddMissing("the profit is past what a number can hold");
        }

        string[] all = [.. Inputs.Missing.Concat(_missing).Distinct(StringComparer.Ordinal)];
        return new()
        {
            Scenario = scenario,
            Pnl = all.Length == 0 ? partial : null,
            PartialPnl = double.IsFinite(partial) ? partial : 0,
            Legs = [.. _byInstrument.Select(leg => new StressLeg(leg.Key, leg.Value))],
            Balances = double.IsFinite(_balances) ? _balances : 0,
            Missing = all,
        };
    }
}
