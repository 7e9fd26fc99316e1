using System.Collections.Immutable;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>The part of an opening trade that is still open.</summary>
/// <param name="Quantity">Signed, in the venue's unit of amount; not 0.</param>
/// <param name="Cost">Signed quantity times contract value, in settle currency.</param>
/// <param name="Price">Price at which it was opened, in quote.</param>
/// <param name="Opened">Venue time at which it was opened; the default in states stored before this was recorded. It affects no amount and is in no hash.</param>
public readonly record struct Lot(decimal Quantity, decimal Cost, decimal Price, Instant Opened = default);

/// <summary>
/// Open lots under first-in-first-out or last-in-first-out, and the profit of those closed. Immutable; opening or closing one lot costs
/// O(1).
/// </summary>
public sealed record LotBook
{
    private ImmutableQueue<Lot> Queue { get; init; } = [];

    private ImmutableStack<Lot> Stack { get; init; } = [];

    /// <summary>The oldest lot, possibly partly closed, which precedes the queue; unused under last-in-first-out.</summary>
    private Lot Front { get; init; }

    private LotBook(bool lastFirst) => LastFirst = lastFirst;

    /// <summary>An empty book that closes the oldest lot first.</summary>
    public static LotBook FirstInFirstOut { get; } = new(lastFirst: false);

    /// <summary>An empty book that closes the newest lot first.</summary>
    public static LotBook LastInFirstOut { get; } = new(lastFirst: true);

    /// <summary>Whether the newest lot is closed first, else the oldest.</summary>
    public bool LastFirst { get; }

    /// <summary>Number of open lots.</summary>
    public int Count { get; private init; }

    /// <summary>Sum of the lots' costs; exactly 0 when there are none.</summary>
    public decimal OpenCost { get; private init; }

    /// <summary>Profit of closed quantities, before fees; a loss is negative.</summary>
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

    /// <summary>Restores a book from its lots, oldest first, as <see cref="Lots"/> gave them.</summary>
    /// <remarks>The open cost is passed in because past 28 digits the sum of the lots' costs depends on what was closed before.</remarks>
    public static LotBook Of(bool lastFirst, decimal realized, decimal openCost, IReadOnlyList<Lot> lots)
    {
        ArgumentNullException.ThrowIfNull(lots);
        var arithmetic = default(DecimalArithmetic);
        var book = (lastFirst ? LastInFirstOut : FirstInFirstOut) with { Realized = realized };
        return lots.Aggregate(book, (b, lot) => b.Pushed(lot, ref arithmetic)) with { OpenCost = openCost };
    }

    /// <summary>Closes lots of the opposite side first, and opens a lot for any remaining quantity.</summary>
    internal LotBook Moved(decimal moved, decimal value, decimal price, Instant at, ref DecimalArithmetic arithmetic)
    {
        var book = this;
        while (moved != 0)
        {
            if (book.Count == 0 || Math.Sign(book.Next.Quantity) == Math.Sign(moved))
            {
                return book.Pushed(new(moved, arithmetic.Times(moved, value), price, at), ref arithmetic);
            }

            var lot = book.Next;
            var closed = Math.Abs(moved) < Math.Abs(lot.Quantity) ? -moved : lot.Quantity;
            var cost = arithmetic.Share(lot.Cost, closed, lot.Quantity);
            var rest = new Lot(arithmetic.Minus(lot.Quantity, closed), arithmetic.Minus(lot.Cost, cost), lot.Price, lot.Opened);

            // Set instead of subtracted when no lot is left, so that a flat position costs exactly 0.
            var isFlat = rest.Quantity == 0 && book.Count == 1;
            book = book.WithNext(rest) with
            {
                OpenCost = isFlat ? 0m : arithmetic.Minus(book.OpenCost, cost),
                Realized = arithmetic.Plus(book.Realized, arithmetic.Minus(arithmetic.Times(closed, value), cost)),
            };
            moved = arithmetic.Plus(moved, closed);
        }

        return book;
    }

    /// <summary>
    /// Multiplies each lot's quantity by <paramref name="multiplier"/>/<paramref name="divisor"/> and keeps its cost. The quantities add up
    /// to <paramref name="total"/>.
    /// </summary>
    internal LotBook Rescaled(decimal multiplier, decimal divisor, decimal total)
    {
        var lots = Lots.Select(lot => lot with { Quantity = lot.Quantity * multiplier / divisor }).ToArray();
        if (lots.Length > 0)
        {
            // A quotient may have endless decimals; the last lot takes the difference to the position.
            lots[^1] = lots[^1] with { Quantity = total - lots.SkipLast(1).Sum(lot => lot.Quantity) };
        }

        return Of(LastFirst, Realized, OpenCost, lots);
    }

    private Lot Next => LastFirst ? Stack.Peek() : Front;

    private LotBook Pushed(Lot lot, ref DecimalArithmetic arithmetic)
    {
        var (count, cost) = (Count + 1, arithmetic.Plus(OpenCost, lot.Cost));
        return LastFirst ? this with { Stack = Stack.Push(lot), Count = count, OpenCost = cost }
            : Count == 0 ? this with { Front = lot, Count = count, OpenCost = cost }
            : this with { Queue = Queue.Enqueue(lot), Count = count, OpenCost = cost };
    }

    /// <summary>Replaces the next lot by what is left of it, or removes it when nothing is left.</summary>
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
