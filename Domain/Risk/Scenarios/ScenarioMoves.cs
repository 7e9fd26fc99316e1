using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Joint relative moves of instruments, one per scenario, from history, simulation or a configured stress.</summary>
/// <remarks>Factors for revaluation are computed once for all portfolios that share the moves. Safe for concurrent use.</remarks>
public sealed class ScenarioMoves
{
    private readonly Dictionary<InstrumentId, MoveRow> _rows;
    private double[]? _ones;

    /// <summary>Creates a set of moves; the caller must not change them afterwards.</summary>
    /// <param name="moves">Relative moves by instrument, e.g. −0.1 for a fall of 10 %; each finite and above −1, one per scenario.</param>
    /// <param name="count">Number of scenarios.</param>
    /// <param name="gridIndex">Grid index at which each historical move ends, ascending; <see langword="null"/> for moves that are not historical.</param>
    /// <exception cref="ArgumentException">A row has a wrong length, or a move is not finite or not above −1.</exception>
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

        (_rows, Count, GridIndex) = (moves.ToDictionary(move => move.Key, move => new MoveRow(move.Value)), count, gridIndex ?? []);
    }

    /// <summary>Creates a set of moves that are known to be valid.</summary>
    private ScenarioMoves(Dictionary<InstrumentId, MoveRow> rows, long[] gridIndex) => (_rows, Count, GridIndex) = (rows, gridIndex.Length, gridIndex);

    /// <summary>Number of scenarios.</summary>
    public int Count { get; }

    /// <summary>Grid index at which each move ends, ascending; empty for moves that are not historical.</summary>
    public long[] GridIndex { get; }

    /// <summary>Instruments that have moves.</summary>
    public IEnumerable<InstrumentId> Instruments => _rows.Keys;

    /// <summary>Relative moves of an instrument; <see langword="null"/> when it has none.</summary>
    public double[]? Of(InstrumentId instrument) => _rows.GetValueOrDefault(instrument)?.Moves;

    /// <summary>Relative moves of an instrument's price, or of its inverse price: <c>1/(1 + r) − 1</c>. <see langword="null"/> when it has none.</summary>
    internal double[]? Of(InstrumentId instrument, bool isInverse) =>
        !_rows.TryGetValue(instrument, out var row) ? null : isInverse ? row.Inverse : row.Moves;

    /// <summary>A factor of 1 for each scenario: the rates of what is converted at a fixed rate.</summary>
    internal double[] Ones => _ones ??= FilledWithOnes(Count);

    /// <summary>The newest historical moves of all instruments. A step at which any instrument lacks a sample is dropped for all.</summary>
    /// <param name="samples">Samples on one grid.</param>
    /// <param name="window">Maximum number of scenarios.</param>
    /// <param name="steps">Number of grid steps per move; with several steps moves overlap.</param>
    public static ScenarioMoves OfHistory(IReadOnlyCollection<SampleSeries> samples, int window, int steps = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (samples.Count == 0)
        {
            return new([], []);
        }

        SampleSeries[] ordered = [.. samples];
        var (rows, grid) = AlignedMoves.Of(ordered, window, steps);
        var moves = new Dictionary<InstrumentId, MoveRow>(ordered.Length);
        for (var i = 0; i < ordered.Length; i++)
        {
            moves.Add(ordered[i].Instrument, new(rows[i]));
        }

        return new(moves, grid);
    }

    private static double[] FilledWithOnes(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
