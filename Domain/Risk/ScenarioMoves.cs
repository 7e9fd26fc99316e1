using System.Numerics.Tensors;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Joint relative moves of instruments, one a scenario: from history, a simulation or somebody's fears.</summary>
/// <remarks>What revaluation multiplies by is prepared once for all portfolios that use the same moves. Safe for use from many threads.</remarks>
public sealed class ScenarioMoves
{
    private readonly IReadOnlyDictionary<InstrumentId, double[]> moves;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<InstrumentId, double[]> inverse = new();

    /// <summary>Takes moves; they are not to be changed afterwards.</summary>
    /// <param name="moves">By instrument, e.g. −0.1 for a fall of a tenth; above −1, finite, and as many as there are scenarios.</param>
    /// <param name="count">Number of scenarios.</param>
    /// <param name="gridIndex">Grid index each historical move ends at, ascending; empty for moves that are not historical.</param>
    /// <exception cref="ArgumentException">A row has another length, or a move that no price can make.</exception>
    public ScenarioMoves(IReadOnlyDictionary<InstrumentId, double[]> moves, int count, long[]? gridIndex = null)
    {
        ArgumentNullException.ThrowIfNull(moves);
        foreach (var (instrument, row) in moves)
        {
            if (row.Length != count || Array.Exists(row, move => !double.IsFinite(move) || move <= -1))
            {
                throw new ArgumentException($"{instrument}: {count} moves above -1 are needed", nameof(moves));
            }
        }

        (this.moves, Count, GridIndex) = (moves, count, gridIndex ?? []);
    }

    /// <summary>Takes moves known to be ones a price can make.</summary>
    private ScenarioMoves(IReadOnlyDictionary<InstrumentId, double[]> moves, long[] gridIndex) => (this.moves, Count, GridIndex) = (moves, gridIndex.Length, gridIndex);

    /// <summary>Number of scenarios.</summary>
    public int Count { get; }

    /// <summary>Grid index each move ends at, ascending; empty for moves that are not historical.</summary>
    public long[] GridIndex { get; }

    /// <summary>Instruments that have moves.</summary>
    public IEnumerable<InstrumentId> Instruments => moves.Keys;

    /// <summary>Relative moves of an instrument; <see langword="null"/> when it has none.</summary>
    public double[]? Of(InstrumentId instrument) => moves.GetValueOrDefault(instrument);

    /// <summary>Moves of one over the price: <c>1/(1 + r) − 1</c>.</summary>
    internal double[] InverseOf(InstrumentId instrument) => inverse.GetOrAdd(instrument, static (id, from) => Inverse(from[id]), moves);

    /// <summary>The newest moves to which every instrument has a sample; one where any lacks it is dropped for all, so that the history stays joint.</summary>
    /// <param name="samples">On one grid.</param>
    /// <param name="window">Most scenarios.</param>
    /// <param name="steps">Grid steps of one move; moves of several overlap.</param>
    public static ScenarioMoves OfHistory(IReadOnlyCollection<SampleSeries> samples, int window, int steps = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (samples.Count == 0)
        {
            return new(new Dictionary<InstrumentId, double[]>(), 0);
        }

        SampleSeries[] ordered = [.. samples];
        var (rows, grid) = JointMoves.Of(ordered, window, steps);
        var moves = new Dictionary<InstrumentId, double[]>(ordered.Length);
        for (var i = 0; i < ordered.Length; i++)
        {
            moves.Add(ordered[i].Instrument, rows[i]);
        }

        return new(moves, grid);
    }

    private static double[] Inverse(double[] moves)
    {
        var (below, result) = (new double[moves.Length], new double[moves.Length]);
        TensorPrimitives.Add(moves, 1, below);
        TensorPrimitives.Negate<double>(moves, result);
        TensorPrimitives.Divide<double>(result, below, result);
        return result;
    }
}
