using System.Numerics;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Relative moves of one price, and those of its inverse, which are computed when a position first needs them.</summary>
internal sealed class MoveRow(double[] moves)
{
    private double[]? _inverse;

    internal double[] Moves => moves;

    /// <summary>Relative moves of the inverse price: <c>1/(1 + r) − 1 = −r/(1 + r)</c>. Threads that race compute the same numbers.</summary>
    internal double[] Inverse => Volatile.Read(ref _inverse) ?? Prepare();

    private double[] Prepare()
    {
        var inverse = GC.AllocateUninitializedArray<double>(moves.Length);
        var (at, width) = (0, Vector<double>.Count);
        for (; at <= moves.Length - width; at += width)
        {
            var move = new Vector<double>(moves, at);
            (-move / (Vector<double>.One + move)).CopyTo(inverse, at);
        }

        for (; at < moves.Length; at++)
        {
            inverse[at] = -moves[at] / (1 + moves[at]);
        }

        Volatile.Write(ref _inverse, inverse);
        return inverse;
    }
}
