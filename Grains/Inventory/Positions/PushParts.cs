using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Divides pushes into calls that a portfolio can receive: a call of more than 100 MB never arrives.</summary>
/// <remarks>Sizes are counted in closed values, of which each takes a few hundred bytes.</remarks>
internal static class PushParts
{
    /// <summary>Maximum size of a call, some megabytes.</summary>
    internal const int MaxSize = 20_000;

    /// <summary>Least maximum to which it is reduced when calls fail.</summary>
    internal const int LeastSize = 500;

    private const int SizeOfPosition = 4;

    /// <summary>Calls in the order in which they must be made. A push with many closed values is divided, oldest values first, and its few late events (<see cref="LateEvents"/>) go with the oldest.</summary>
    internal static IReadOnlyList<IReadOnlyList<PositionPush>> Of(PositionPush[] pushes, int maxSize)
    {
        var total = 0;
        foreach (var push in pushes)
        {
            total += SizeOf(push);
        }

        return pushes.Length == 0 ? [] : total <= maxSize ? [pushes] : Divided(pushes, maxSize);
    }

    private static List<IReadOnlyList<PositionPush>> Divided(PositionPush[] pushes, int maxSize)
    {
        var parts = new List<IReadOnlyList<PositionPush>>();
        var (part, size) = (new List<PositionPush>(), 0);
        foreach (var piece in pushes.SelectMany(push => Pieces(push, maxSize)))
        {
            var more = SizeOf(piece);
            if (part.Count > 0 && size + more > maxSize)
            {
                parts.Add(part);
                (part, size) = ([], 0);
            }

            part.Add(piece);
            size += more;
        }

        if (part.Count > 0)
        {
            parts.Add(part);
        }

        return parts;
    }

    private static int SizeOf(PositionPush push) => push.Closed.Length + push.Late.Length + (push.Positions.Length * SizeOfPosition);

    private static IEnumerable<PositionPush> Pieces(PositionPush push, int maxSize) => push.Closed.Length <= maxSize
        ? [push]
        : push.Closed.Chunk(maxSize).Select((closed, i) => push with { Closed = closed, Late = i == 0 ? push.Late : [] });
}
