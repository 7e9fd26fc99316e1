using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Report;

/// <summary>Positions and balances that can be revalued, with the joint moves they need, and the reasons why others cannot.</summary>
internal sealed class RiskHistory
{
    /// <summary>Why nothing is revalued when nothing is held.</summary>
    internal const string NoPosition = "no open position";

    private RiskHistory(RiskInputs inputs) => Inputs = inputs;

    internal RiskInputs Inputs { get; }

    /// <summary>
    /// Open positions that can be revalued, in an order that does not depend on that of the inputs, so that equal positions give equal
    /// sums.
    /// </summary>
    internal required RiskLeg[] Legs { get; init; }

    /// <summary>The same positions, each with the instrument whose moves it uses.</summary>
    internal required RiskLeg[] Moved { get; init; }

    /// <summary>Balances whose rate moves, in order of asset.</summary>
    internal required RiskBalance[] Balances { get; init; }

    /// <summary>Joint moves of the instruments of <see cref="Moved"/>, and of the conversions of these and of <see cref="Balances"/>.</summary>
    internal required ScenarioMoves Moves { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    internal required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Whether nothing is held whose value could change, and nothing is missing.</summary>
    internal bool IsFlat => Legs.Length == 0 && Balances.Length == 0 && Missing.Count == 0;

    /// <summary>Why nothing can be revalued; otherwise <see langword="null"/>.</summary>
    internal string? Reason =>
        Legs.Length == 0 && Balances.Length == 0 ? (Missing.Count > 0 ? "no position that could be revalued" : NoPosition)
        : Moves.Count == 0 ? "no grid step for which every instrument has samples"
        : null;

    internal ScenarioSet Revalue() => Revalue(Moves);

    internal ScenarioSet Revalue(ScenarioMoves moves) => ScenarioRevaluation.Revalue(Moved, Balances, Inputs.Rates, moves);

    /// <summary>Signed gain of a position for a relative price move of 1: <c>|V(mark)|·q</c>, in report currency.</summary>
    internal double ExposureOf(int leg)
    {
        var of = Legs[leg];
        return (double)of.Quantity * Math.Abs(of.Contract.At((double)of.Mark)) * (double)Inputs.Rates[of.Settle].Rate;
    }

    /// <summary>Worth of a balance, in report currency.</summary>
    internal double WorthOf(RiskBalance balance) => (double)balance.Amount * (double)Inputs.Rates[balance.Asset].Rate;

    internal static RiskHistory Of(RiskInputs inputs)
    {
        var steps = inputs.Settings.HorizonRule == HorizonRule.Direct ? inputs.Settings.Steps : 1;
        var samples = new UsableSamples(inputs, steps);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var (legs, moved, needed) = (new List<RiskLeg>(), new List<RiskLeg>(), new HashSet<InstrumentId>());
        foreach (var leg in Ordered(inputs.Legs.Where(leg => leg.Quantity != 0)))
        {
            var follows = leg.Following(inputs.Follows);
            var conversion = ConversionOf(inputs, leg.Settle);
            if (Fault(leg, follows.Instrument, conversion, samples) is { } fault)
            {
                missing.Add(fault);
                continue;
            }

            legs.Add(leg);
            moved.Add(follows);
            needed.Add(follows.Instrument);
            needed.UnionWith(conversion!.Hops.Select(hop => hop.Instrument));
        }

        var balances = new List<RiskBalance>();
        foreach (var balance in AtRisk(inputs))
        {
            var conversion = ConversionOf(inputs, balance.Asset);
            missing.UnionWith(JoinedReasons.Parts(balance.Reason));
            if (balance.Amount != 0 && Fault(balance.Asset, conversion, samples) is { } fault)
            {
                missing.Add(fault);
            }
            else if (balance.Amount != 0)
            {
                balances.Add(balance);
                needed.UnionWith(conversion!.Hops.Select(hop => hop.Instrument));
            }
        }

        return new(inputs)
        {
            Legs = [.. legs],
            Moved = [.. moved],
            Balances = [.. balances],
            Moves = ScenarioMoves.OfHistory([.. needed.Order().Select(samples.Of)], inputs.Settings.Window, steps),
            Missing = [.. inputs.Missing.Concat(missing).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Balances whose worth may change: not those in report currency, and not those at a rate that no instrument moves.</summary>
    internal static IEnumerable<RiskBalance> AtRisk(RiskInputs inputs) =>
        RiskBalances.Sum(inputs.Balances).Where(balance => balance.Asset != inputs.Currency && ConversionOf(inputs, balance.Asset) is not { Hops.Count: 0 });

    private static FxLeg? ConversionOf(RiskInputs inputs, string asset) => inputs.Rates.TryGetValue(asset, out var rate) && rate.Rate > 0 ? rate : null;

    private static string? Fault(RiskLeg leg, InstrumentId follows, FxLeg? conversion, UsableSamples samples) =>
        leg.Mark <= 0 || leg.Contract.Multiplier <= 0 ? WorthlessReason(leg)
        : !samples.Has(follows) ? $"no samples of {follows}"
        : Fault(leg.Settle, conversion, samples);

    private static string? Fault(string asset, FxLeg? conversion, UsableSamples samples) =>
        conversion is null ? $"no conversion of {asset}"
        : conversion.Hops.FirstOrDefault(hop => !samples.Has(hop.Instrument)) is { Instrument.Exchange: not null } hop ? $"no samples of {hop.Instrument}"
        : null;

    internal static string WorthlessReason(RiskLeg leg) =>
        FormattableString.Invariant($"{leg.Instrument}: mark {leg.Mark} and multiplier {leg.Contract.Multiplier} must be positive");

    internal static IEnumerable<RiskLeg> Ordered(IEnumerable<RiskLeg> legs) => legs
        .OrderBy(leg => leg.Instrument).ThenBy(leg => leg.Quantity).ThenBy(leg => leg.Mark).ThenBy(leg => leg.Settle, StringComparer.Ordinal)
        .ThenBy(leg => leg.Contract.Kind).ThenBy(leg => leg.Contract.Multiplier);

    /// <summary>Samples by instrument, of which those with a move are usable.</summary>
    private sealed class UsableSamples
    {
        private readonly Dictionary<InstrumentId, SampleSeries> _series = [];
        private readonly Dictionary<InstrumentId, bool> _usable = [];
        private readonly int _steps;

        /// <exception cref="ArgumentException">Samples are given twice; the message names them.</exception>
        internal UsableSamples(RiskInputs inputs, int steps)
        {
            _steps = steps;
            foreach (var series in inputs.Samples)
            {
                if (!_series.TryAdd(series.Instrument, series))
                {
                    throw new ArgumentException($"samples of {series.Instrument} are given twice", nameof(inputs));
                }
            }
        }

        internal SampleSeries Of(InstrumentId instrument) => _series[instrument];

        internal bool Has(InstrumentId instrument)
        {
            if (!_usable.TryGetValue(instrument, out var known))
            {
                _usable[instrument] = known = _series.TryGetValue(instrument, out var series) && HasMove(series);
            }

            return known;
        }

        private bool HasMove(SampleSeries series)
        {
            for (var index = series.EndIndex - 1; index >= series.FirstIndex + _steps; index--)
            {
                if (!double.IsNaN(series.MoveTo(index, _steps)))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
