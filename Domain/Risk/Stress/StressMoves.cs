using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Runs stresses that move prices, by revaluing positions and balances as in a historical scenario.</summary>
internal static class StressMoves
{
    private const string All = "*";

    internal static void Shock(StressTally tally, StressScenario scenario, StressTerms terms)
    {
        var moves = scenario.Shocks.ToDictionary(shock => shock.Target, shock => shock.Move, StringComparer.Ordinal);
        var inputs = tally.Inputs;
        var bases = terms.Pairs.Values.Select(pair => pair.Base).ToHashSet(StringComparer.Ordinal);
        Revalue(tally, tally.Legs, Of);

        (double? Move, string? Reason) Of(InstrumentId id)
        {
            if (moves.TryGetValue(id.ToString(), out var own)
                || (inputs.Follows.TryGetValue(id, out var other) && moves.TryGetValue(other.ToString(), out own)))
            {
                return (own, null);
            }

            return terms.Pairs.TryGetValue(id, out var pair)
                ? (Quotient(MoveOf(pair.Base), MoveOf(pair.Quote)), $"the move of {id} is past what a number can hold")
                : (null, $"base and quote of {id} are not known");
        }

        static double? Quotient(double moved, double quote) =>
            quote == 0 ? moved : ((1 + moved) / (1 + quote)) - 1 is var move && move > -1 && double.IsFinite(move) ? move : null;

        double MoveOf(string asset) =>
            moves.TryGetValue(asset, out var move) ? move
            : asset != inputs.Currency && !terms.Money.Contains(asset) && bases.Contains(asset) ? moves.GetValueOrDefault(All)
            : 0;
    }

    internal static void Window(StressTally tally, StressTerms terms)
    {
        RiskLeg[] moved = [.. tally.Legs.Select(leg => leg.Following(tally.Inputs.Follows))];
        Revalue(tally, moved, id => terms.WindowMoves.TryGetValue(id, out var move) && move > -1 && double.IsFinite(move)
            ? (move, null)
            : (null, $"no move of {id} in the window"));
    }

    /// <summary>Revalues positions and balances that have moves, a mark and a conversion; others are reported as missing.</summary>
    private static void Revalue(StressTally tally, RiskLeg[] moved, Func<InstrumentId, (double? Move, string? Reason)> moveOf)
    {
        var rates = tally.Inputs.Rates;
        var moves = new Dictionary<InstrumentId, double[]>();
        var known = new List<int>();
        for (var i = 0; i < moved.Length; i++)
        {
            var leg = moved[i];
            if (leg.Mark <= 0 || leg.Contract.Multiplier <= 0)
            {
                tally.AddMissing(RiskHistory.WorthlessReason(tally.Legs[i]));
            }
            else if (!(rates.TryGetValue(leg.Settle, out var rate) && rate.Rate > 0))
            {
                tally.AddMissing($"no conversion of {leg.Settle}");
            }
            else if (Missing([leg.Instrument, .. Hops(leg.Settle)]) is { } reason)
            {
                tally.AddMissing(reason);
            }
            else
            {
                known.Add(i);
            }
        }

        var balances = new List<RiskBalance>();
        foreach (var balance in RiskHistory.AtRisk(tally.Inputs).Where(balance => tally.RateOf(balance) is not null))
        {
            if (Missing(Hops(balance.Asset)) is { } reason)
            {
                tally.AddMissing(reason);
            }
            else
            {
                balances.Add(balance);
            }
        }

        var profits = ScenarioRevaluation.Revalue([.. known.Select(i => moved[i])], balances, rates, new(moves, 1));
        foreach (var (at, i) in known.Index())
        {
            tally.Add(tally.Legs[i].Instrument, profits.Of(at, 0));
        }

        tally.AddBalances(profits.Balances.At(0));

        IEnumerable<InstrumentId> Hops(string asset) => rates[asset].Hops.Select(hop => hop.Instrument);

        string? Missing(IEnumerable<InstrumentId> instruments)
        {
            foreach (var id in instruments)
            {
                if (!moves.ContainsKey(id))
                {
                    var (move, reason) = moveOf(id);
                    if (move is null)
                    {
                        return reason;
                    }

                    moves[id] = [move.Value];
                }
            }

            return null;
        }
    }
}
