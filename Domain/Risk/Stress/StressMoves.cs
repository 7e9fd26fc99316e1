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
        int[] known =
        [
            .. Enumerable.Range(0, moved.Length).Where(i =>
                IsKnown(WithoutValue(tally, moved[i], tally.Legs[i]) ?? Missing([moved[i].Instrument, .. Hops(moved[i].Settle)]))),
        ];
        RiskBalance[] balances =
        [
            .. RiskHistory.AtRisk(tally.Inputs).Where(balance => tally.RateOf(balance) is not null && IsKnown(Missing(Hops(balance.Asset)))),
        ];

        var profits = ScenarioRevaluation.Revalue([.. known.Select(i => moved[i])], balances, rates, new(moves, 1));
        foreach (var (at, i) in known.Index())
        {
            tally.Add(tally.Legs[i].Instrument, profits.Of(at, 0));
        }

        tally.AddBalances(profits.Balances.At(0));

        IEnumerable<InstrumentId> Hops(string asset) => rates[asset].Hops.Select(hop => hop.Instrument);

        bool IsKnown(string? reason)
        {
            if (reason is not null)
            {
                tally.AddMissing(reason);
            }

            return reason is null;
        }

        string? Missing(IEnumerable<InstrumentId> instruments)
        {
            foreach (var id in instruments.Where(id => !moves.ContainsKey(id)))
            {
                var (move, reason) = moveOf(id);
                if (move is null)
                {
                    return reason;
                }

                moves[id] = [move.Value];
            }

            return null;
        }
    }

    /// <summary>Why a position has no value that could move; <see langword="null"/> when it has one.</summary>
    private static string? WithoutValue(StressTally tally, RiskLeg leg, RiskLeg held) =>
        leg.Mark <= 0 || leg.Contract.Multiplier <= 0 ? RiskHistory.WorthlessReason(held)
        : !(tally.Inputs.Rates.TryGetValue(leg.Settle, out var rate) && rate.Rate > 0) ? $"no conversion of {leg.Settle}"
        : null;
}
