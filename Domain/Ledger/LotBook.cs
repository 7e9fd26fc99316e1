using System.Collections.Immutable;

namespace Ballast.Domain.Ledger;

/// <summary>What is left of one opening trade.</summary>
/// <param name="Quantity">Signed; not 0.</param>
/// <param name="Cost">Signed quantity times contract value, in settle currency.</param>
/// <param name="Price">Price it was opened at.</param>
/// <param name="Opened">Venue time it was opened at; the default in states kept before times were. Says nothing about money: no hash counts it.</param>
public readonly record struct Lot(decimal Quantity, decimal Cost, decimal Price, Instant Opened = default);

/// <summary>Open lots under first-in-first-out or last-in-first-out, and what closing them has earned. Immutable; each step costs O(1).</summary>
public sealed record LotBook
{
    private ImmutableQueue<Lot> Queue { get; init; } = [];

    private ImmutableStack<Lot> Stack { get; init; } = [];

    /// <summary>What is left of the oldest lot, ahead of the queue; unused under last-in-first-out.</summary>
    private Lot Front { get; init; }

    private LotBook(bool lastFirst) => LastFirst = lastFirst;

    /// <summary>No lots, oldest first.</summary>
    public static LotBook FirstInFirstOut { get; } = new(false);

    /// <summary>No lots, newest first.</summary>
    public static LotBook LastInFirstOut { get; } = new(true);

    /// <summary>Which lot is closed next.</summary>
    public bool LastFirst { get; }

    /// <summary>Number of open lots.</summary>
    public int Count { get; private init; }

    /// <summary>Sum of the lots' costs; exactly 0 when there are none.</summary>
    public decimal OpenCost { get; private init; }

    /// <summary>Profit of what was closed, before fees.</summary>
    public decimal Realized { get; private init; }

    /// <summary>Open lots, oldest first.</summary>
    public IReadOnlyList<Lot> Lots
    {
        get
        {
            if (LastFirst)
            {
                var newestFirst = Stack.ToArray();
                Array.Reverse(newestFirst);
                return newestFirst;
            }

            return Count == 0 ? [] : [Front, .. Queue];
        }
    }

    /// <summary>A book with these lots, oldest first, as <see cref="Lots"/> gave them.</summary>
    /// <remarks>The open cost is given too: past 28 digits the sum of the lots' costs depends on what was closed before.</remarks>
    public static LotBook Of(bool lastFirst, decimal realized, decimal openCost, IReadOnlyList<Lot> lots)
    {
        ArgumentNullException.ThrowIfNull(lots);
        var sum = default(ExactSum);
        var book = (lastFirst ? LastInFirstOut : FirstInFirstOut) with { Realized = realized };
        return lots.Aggregate(book, (b, lot) => b.Pushed(lot, ref sum)) with { OpenCost = openCost };
    }

    /// <summary>Closes the other side's lots as far as they reach and opens the rest at the price.</summary>
    internal LotBook Moved(decimal moved, decimal value, decimal price, Instant at, ref ExactSum sum)
    {
        var book = this;
        while (moved != 0)
        {
            if (book.Count == 0 || Math.Sign(book.Next.Quantity) == Math.Sign(moved))
            {
                return book.Pushed(new(moved, sum.Times(moved, value), price, at), ref sum);
            }

            var lot = book.Next;
            var closed = Math.Abs(moved) < Math.Abs(lot.Quantity) ? -moved : lot.Quantity;
            var cost = ExactSum.Share(lot.Cost, closed, lot.Quantity);
            var rest = new Lot(sum.Minus(lot.Quantity, closed), sum.Minus(lot.Cost, cost), lot.Price, lot.Opened);

            // Set, not subtracted, when nothing is open any more: a flat position costs exactly nothing.
            var isFlat = rest.Quantity == 0 && book.Count == 1;
            book = book.WithNext(rest) with
            {
                OpenCost = isFlat ? 0m : sum.Minus(book.OpenCost, cost),
                Realized = sum.Plus(book.Realized, sum.Minus(sum.Times(closed, value), cost)),
            };
            moved = sum.Plus(moved, closed);
        }

        return book;
    }

    /// <summary>Every lot's quantity times <paramref name="multiplier"/> over <paramref name="divisor"/>, at the same cost; together they make <paramref name="total"/>.</summary>
    internal LotBook Rescaled(decimal multiplier, decimal divisor, decimal total)
    {
        var lots = Lots.Select(lot => lot with { Quantity = lot.Quantity * multiplier / divisor }).ToArray();
        if (lots.Length > 0)
        {
            // The quotients may not terminate; the last lot makes them add up to the position.
            lots[^1] = lots[^1] with { Quantity = total - lots.SkipLast(1).Sum(lot => lot.Quantity) };
        }

        return Of(LastFirst, Realized, OpenCost, lots);
    }

    private Lot Next => LastFirst ? Stack.Peek() : Front;

    private LotBook Pushed(Lot lot, ref ExactSum sum)
    {
        var (count, cost) = (Count + 1, sum.Plus(OpenCost, lot.Cost));
        return LastFirst ? this with { Stack = Stack.Push(lot), Count = count, OpenCost = cost }
            : Count == 0 ? this with { Front = lot, Count = count, OpenCost = cost }
            : this with { Queue = Queue.Enqueue(lot), Count = count, OpenCost = cost };
    }

    /// <summary>What is left of the next lot in its place, nothing included.</summary>
    private LotBook WithNext(Lot rest)
    {
        if (rest.Quantity != 0)
        {
            return LastFirst ? this with { Stack = Stack.Pop().Push(rest) } : this with { Front = rest };
        }

        if (LastFirst)
        {
            return this with { Stack = Stack.Pop(), Count = Count - 1 };
        }

        return Queue.IsEmpty
            ? this with { Front = default, Count = Count - 1 }
            : this with { Queue = Queue.Dequeue(out var front), Front = front, Count = Count - 1 };
    }
}
