using System.Collections.Immutable;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>What a sequence of fills adds up to, at average cost. Money is in settle currency.</summary>
/// <remarks>
/// The open cost is the state, never an average price: closing a part takes its share of the cost, rounded half to even to
/// 18 decimals, and leaves the rest, so that realised and unrealised profit add up exactly (finance reference §4). Sums are
/// exact while they fit the 28 digits of decimal. Compare states by <see cref="StateHash"/>: dictionaries compare by reference.
/// </remarks>
public sealed record LedgerState
{
    /// <summary>Nothing was ever traded.</summary>
    public static LedgerState Empty { get; } = new();

    /// <summary>Signed position, in the venue's unit of amount; exactly 0 when flat.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over what is open (negative for an inverse long); exactly 0 when flat.</summary>
    public decimal OpenCost { get; init; }

    /// <summary>Profit of what was closed, before fees.</summary>
    public decimal Realized { get; init; }

    /// <summary>Fees less rebates, those paid in settle currency or in the base asset of a spot trade.</summary>
    public decimal Fees { get; init; }

    /// <summary>Fees less rebates in any other asset, by asset; an asset whose sum is 0 is absent.</summary>
    public ImmutableSortedDictionary<string, decimal> FeesUnconverted { get; init; } =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    /// <summary>Funding received less paid.</summary>
    public decimal Funding { get; init; }

    /// <summary>Fills applied.</summary>
    public long Fills { get; init; }

    /// <summary>Venue time of the newest fill; the default while there is none.</summary>
    public Instant LastFillAt { get; init; }

    /// <summary>The state after one more fill, which must not be earlier than those applied.</summary>
    /// <param name="fill">A fill without a <see cref="Fill.Fault"/>.</param>
    /// <param name="terms">Terms of the fill's instrument.</param>
    /// <exception cref="OverflowException">A figure is past what decimal holds (7.9e28).</exception>
    public LedgerState Apply(Fill fill, Instrument terms)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentNullException.ThrowIfNull(terms);
        var moved = (int)fill.Side * fill.Quantity;
        var after = this;
        if (fill.FeeAsset is null || fill.FeeAsset == terms.Settle)
        {
            after = after with { Fees = Fees + fill.Fee };
        }
        else if (terms.Kind == ContractKind.Spot && fill.FeeAsset == terms.Base)
        {
            // The venue took it out of the inventory: less comes in, or more goes out, and its worth is an expense.
            moved -= fill.Fee;
            after = after with { Fees = Fees + (fill.Fee * fill.Price) };
        }
        else
        {
            after = after with { FeesUnconverted = With(FeesUnconverted, fill.FeeAsset, fill.Fee) };
        }

        return after.Moved(moved, terms.Contract.At(fill.Price)) with
        {
            Fills = Fills + 1,
            LastFillAt = Fills == 0 ? fill.VenueTime : Instant.Max(LastFillAt, fill.VenueTime),
        };
    }

    /// <summary>
    /// Price at which the open cost was paid, harmonic for inverse; <see langword="null"/> when flat, or when the open cost
    /// is smaller than its 18 decimals can tell.
    /// </summary>
    public decimal? AverageEntry(ContractValue contract)
    {
        if (Quantity == 0)
        {
            return null;
        }

        var value = OpenCost / Quantity;
        var hasPrice = contract.Kind == ContractKind.Inverse ? value < 0 : value > 0;
        return hasPrice ? contract.PriceOf(value) : null;
    }

    /// <summary>Profit of what is open if it were closed at <paramref name="mark"/>; exactly 0 when flat.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mark is not positive.</exception>
    /// <exception cref="OverflowException">The figure is past what decimal holds.</exception>
    public decimal Unrealized(decimal mark, ContractValue contract)
    {
        var value = contract.At(mark);
        return Quantity == 0 ? 0m : (Quantity * value) - OpenCost;
    }

    /// <summary>Hexadecimal digest of every member, equal for equal figures whatever their scale.</summary>
    public string StateHash()
    {
        var digest = new StateDigest().Add(Quantity).Add(OpenCost).Add(Realized).Add(Fees).Add(Funding).Add(Fills).Add(LastFillAt.Micros);
        foreach (var (asset, fee) in FeesUnconverted)
        {
            digest.Add(asset).Add(fee);
        }

        return digest.ToHex();
    }

    private LedgerState Moved(decimal moved, decimal value)
    {
        if (moved == 0)
        {
            return this;
        }

        if (Quantity == 0 || Math.Sign(moved) == Math.Sign(Quantity))
        {
            return this with { Quantity = Quantity + moved, OpenCost = OpenCost + (moved * value) };
        }

        if (Math.Abs(moved) < Math.Abs(Quantity))
        {
            // The share is taken before it is multiplied: a huge cost times a huge quantity would overflow.
            var closed = -moved;
            var cost = decimal.Round(OpenCost * (closed / Quantity), ContractValue.Decimals, MidpointRounding.ToEven);
            return this with
            {
                Quantity = Quantity + moved,
                OpenCost = OpenCost - cost,
                Realized = Realized + ((closed * value) - cost),
            };
        }

        // Flat or flipped: nothing of the old cost may remain, so figures are set rather than subtracted.
        var rest = Quantity + moved;
        return this with
        {
            Quantity = rest == 0 ? 0m : rest,
            OpenCost = rest == 0 ? 0m : rest * value,
            Realized = Realized + ((Quantity * value) - OpenCost),
        };
    }

    private static ImmutableSortedDictionary<string, decimal> With(
        ImmutableSortedDictionary<string, decimal> fees, string asset, decimal fee)
    {
        var sum = fees.GetValueOrDefault(asset) + fee;
        return sum == 0 ? fees.Remove(asset) : fees.SetItem(asset, sum);
    }
}
