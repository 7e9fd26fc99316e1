using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Report;

/// <summary>Positions that can be revalued, with the joint moves they need, and the reasons why others cannot.</summary>
internal sealed class RiskHistory
{
    /// <summary>Why nothing is revalued when nothing is held.</summary>
    internal const string NoPosition = "no open position";

    private RiskHistory(RiskInputs inputs, RiskLeg[] legs, RiskLeg[] moved, ScenarioMoves moves, IReadOnlyList<string> missing) =>
        (Inputs, Legs, Moved, Moves, Missing) = (inputs, legs, moved, moves, missing);

    internal RiskInputs Inputs { get; }

    /// <summary>
    /// Open positions that can be revalued, in an order that does not depend on that of the inputs, so that equal positions give equal
    /// sums.
    /// </summary>
    internal RiskLeg[] Legs { get; }

    /// <summary>The same positions, each with the instrument whose moves it uses.</summary>
    internal RiskLeg[] Moved { get; }

    /// <summary>Joint moves of the instruments of <see cref="Moved"/> and of their conversions.</summary>
    internal ScenarioMoves Moves { get; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    internal IReadOnlyList<string> Missing { get; }

    /// <summary>Whether nothing is held whose value could change: no position is open or missing, and no profit is in another asset.</summary>
    internal bool IsFlat => Legs.Length == 0 && Missing.Count == 0 && !OtherAssets.Any();

    /// <summary>Why no position can be revalued; otherwise <see langword="null"/>.</summary>
    internal string? Reason =>
        Legs.Length == 0 ? (Missing.Count > 0 ? "no position that could be revalued" : IsFlat ? NoPosition : NoPositionBut(OtherAssets))
        : Moves.Count == 0 ? "no grid step for which every instrument has samples"
        : null;

    private IEnumerable<string> OtherAssets => Inputs.Rates.Keys.Where(asset => asset != Inputs.Currency).Order(StringComparer.Ordinal);

    private static string NoPositionBut(IEnumerable<string> assets) =>
        $"{NoPosition}, and profit held in {string.Join(", ", assets)} is not revalued";

    internal ScenarioSet Revalue() => ScenarioRevaluation.Revalue(Moved, Inputs.Rates, Moves);

    /// <summary>Signed gain of a position for a relative price move of 1: <c>|V(mark)|·q</c>, in report currency.</summary>
    internal double ExposureOf(int leg)
    {
        var of = Legs[leg];
        return (double)of.Quantity * Math.Abs(of.Contract.At((double)of.Mark)) * (double)Inputs.Rates[of.Settle].Rate;
    }

    internal static RiskHistory Of(RiskInputs inputs)
    {
        var steps = inputs.Settings.HorizonRule == HorizonRule.Direct ? inputs.Settings.Steps : 1;
        var samples = new Dictionary<InstrumentId, SampleSeries>();
        foreach (var series in inputs.Samples)
        {
            if (!samples.TryAdd(series.Instrument, series))
            {
                throw new ArgumentException($"samples of {series.Instrument} are given twice", nameof(inputs));
            }
        }

        var usable = new Dictionary<InstrumentId, bool>();
        bool IsUsable(InstrumentId instrument)
        {
            if (!usable.TryGetValue(instrument, out var known))
            {
                usable[instrument] = known = samples.TryGetValue(instrument, out var series) && HasMove(series, steps);
            }

            return known;
        }

        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var (legs, moved, needed) = (new List<RiskLeg>(), new List<RiskLeg>(), new HashSet<InstrumentId>());
        foreach (var leg in Ordered(inputs.Legs.Where(leg => leg.Quantity != 0)))
        {
            var follows = leg.Following(inputs.Follows);
            var conversion = inputs.Rates.TryGetValue(leg.Settle, out var rate) && rate.Rate > 0 ? rate : null;
            if (Fault(leg, follows.Instrument, conversion, IsUsable) is { } fault)
            {
                missing.Add(fault);
                continue;
            }

            legs.Add(leg);
            moved.Add(follows);
            needed.Add(follows.Instrument);
            foreach (var hop in conversion!.Hops)
            {
                needed.Add(hop.Instrument);
            }
        }

        var moves = ScenarioMoves.OfHistory([.. needed.Order().Select(instrument => samples[instrument])], inputs.Settings.Window, steps);
        return new(inputs, [.. legs], [.. moved], moves, [.. inputs.Missing.Concat(missing).Distinct(StringComparer.Ordinal)]);
    }

    private static string? Fault(RiskLeg leg, InstrumentId follows, FxLeg? conversion, Func<InstrumentId, bool> isUsable)
    {
        if (leg.Mark <= 0 || leg.Contract.Multiplier <= 0)
        {
            return WorthlessReason(leg);
        }

        return !isUsable(follows) ? $"no samples of {follows}"
            : conversion is null ? $"no conversion of {leg.Settle}"
            : conversion.Hops.FirstOrDefault(hop => !isUsable(hop.Instrument)) is { Instrument.Exchange: not null } hop ? $"no samples of {hop.Instrument}"
            : null;
    }

    internal static string WorthlessReason(RiskLeg leg) =>
        FormattableString.Invariant($"{leg.Instrument}: mark {leg.Mark} and multiplier {leg.Contract.Multiplier} must be positive");

    internal static IEnumerable<RiskLeg> Ordered(IEnumerable<RiskLeg> legs) => legs
        .OrderBy(leg => leg.Instrument).ThenBy(leg => leg.Quantity).ThenBy(leg => leg.Mark).ThenBy(leg => leg.Settle, StringComparer.Ordinal)
        .ThenBy(leg => leg.Contract.Kind).ThenBy(leg => leg.Contract.Multiplier);

    private static bool HasMove(SampleSeries series, int steps)
    {
        for (var index = series.EndIndex - 1; index >= series.FirstIndex + steps; index--)
        {
            if (!double.IsNaN(series.MoveTo(index, steps)))
            {
                return true;
            }
        }

        return false;
    }
}
