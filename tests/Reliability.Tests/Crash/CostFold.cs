using System.Globalization;
using System.Numerics;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Reliability.Tests.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>
/// Average, first-in and last-in cost, fees and funding over one account's events in order, in whole numbers and from the
/// rules of docs/pnl.md alone. Every figure must be the ledger's to the last digit.
/// </summary>
internal sealed class CostFold(KillTerms terms)
{
    private readonly Book _average = new(Merged: true, LastFirst: false);
    private readonly Book _fifo = new(Merged: false, LastFirst: false);
    private readonly Book _lifo = new(Merged: false, LastFirst: true);
    private readonly BigInteger _multiplier = Exactly(terms.Multiplier);
    private BigInteger _quantity;
    private BigInteger _fees;
    private BigInteger _funding;

    internal void Take(LedgerEvent booked)
    {
        switch (booked)
        {
            case Fill fill:
                Take(fill);
                break;
            case FundingPayment { Source: FundingSource.Venue } funding:
                _funding += Exactly(funding.Amount!.Value);
                break;
            case FundingPayment funding:
                var notional = Exact.Times(_quantity, BigInteger.Abs(Value(funding.Mark!.Value)));
                _funding -= Decimals.Rounded(notional * Exactly(funding.Rate!.Value), 2 * Decimals.Scale);
                break;
        }
    }

    internal void Check(LedgerView ledger)
    {
        var position = ledger.Position;
        Same(_quantity, position.Quantity, "position");
        Same(_fees, position.Fees ?? throw new InvalidOperationException($"{position.Instrument}: the fees are not known."), "fees");
        Same(_funding, position.Funding ?? throw new InvalidOperationException($"{position.Instrument}: the funding is not known."), "funding");
        foreach (var (book, view, name) in new[] { (_average, ledger.Average, "average"), (_fifo, ledger.Fifo, "first in"), (_lifo, ledger.Lifo, "last in") })
        {
            Same(book.Realized, view.Realized, $"{name}, realised");
            Same(book.OpenCost, view.OpenCost, $"{name}, open cost");
        }

        Assert.False(ledger.Rounded);
        Assert.Equal(_fifo.Lots, ledger.Fifo.Lots.Length);
        Assert.Equal(_lifo.Lots, ledger.Lifo.Lots.Length);
    }

    private void Take(Fill fill)
    {
        var moved = (int)fill.Side * Exactly(fill.Quantity);
        var (fee, value) = (Exactly(fill.Fee), Value(fill.Price));
        if (fill.FeeAsset == terms.Settle)
        {
            _fees += fee;
        }
        else
        {
            // Paid in the base: it leaves the inventory and costs what it was worth.
            moved -= fee;
            _fees += Exact.Times(fee, Exactly(fill.Price));
        }

        _average.Move(moved, value);
        _fifo.Move(moved, value);
        _lifo.Move(moved, value);
        _quantity += moved;
    }

    private BigInteger Value(decimal price) => Exact.Value(terms.Kind, _multiplier, Exactly(price));

    private void Same(BigInteger expected, decimal actual, string what) =>
        Assert.True(expected == Exactly(actual), $"{terms} {what}: {expected}e-{Decimals.Scale}, was {actual}");

    private static BigInteger Exactly(decimal figure) => Exact.Of(figure.ToString(CultureInfo.InvariantCulture));

    /// <summary>Open lots under one cost method; of average cost a single one.</summary>
    private sealed record Book(bool Merged, bool LastFirst)
    {
        private readonly LinkedList<(BigInteger Quantity, BigInteger Cost)> _lots = [];

        internal BigInteger Realized { get; private set; }

        internal BigInteger OpenCost { get; private set; }

        internal int Lots => _lots.Count;

        internal void Move(BigInteger moved, BigInteger value)
        {
            while (!moved.IsZero && _lots.Count > 0 && Next.Quantity.Sign != moved.Sign)
            {
                var (quantity, cost) = Next;
                var closed = BigInteger.Abs(moved) < BigInteger.Abs(quantity) ? -moved : quantity;
                var share = closed == quantity ? cost : Decimals.Share(cost, closed, quantity);
                Replace(quantity - closed, cost - share);
                (OpenCost, Realized) = (OpenCost - share, Realized + Exact.Times(closed, value) - share);
                moved += closed;
            }

            if (!moved.IsZero)
            {
                var cost = Exact.Times(moved, value);
                OpenCost += cost;
                if (Merged && _lots.Count > 0)
                {
                    Replace(Next.Quantity + moved, Next.Cost + cost);
                }
                else
                {
                    _lots.AddLast((moved, cost));
                }
            }
        }

        private (BigInteger Quantity, BigInteger Cost) Next => (LastFirst ? _lots.Last : _lots.First)!.Value;

        private void Replace(BigInteger quantity, BigInteger cost)
        {
            var node = (LastFirst ? _lots.Last : _lots.First)!;
            if (quantity.IsZero)
            {
                _lots.Remove(node);
            }
            else
            {
                node.Value = (quantity, cost);
            }
        }
    }
}
