using System.Globalization;
using System.Numerics;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Reliability.Tests.Recorded;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>Average cost over fills in order, with exact quotients: nothing is rounded before the end.</summary>
internal sealed class IndependentFold
{
    private BigInteger _numerator;
    private BigInteger _denominator = BigInteger.One;

    private IndependentFold(FlowTerms terms, IEnumerable<Fill> fills)
    {
        foreach (var fill in fills)
        {
            Take(terms.Contract, fill);
        }
    }

    /// <summary>Signed position, in units of <see cref="Exact"/>.</summary>
    public BigInteger Quantity { get; private set; }

    /// <summary>What was received less what was paid, before fees.</summary>
    public BigInteger Cash { get; private set; }

    /// <summary>Fees less rebates.</summary>
    public BigInteger Fees { get; private set; }

    /// <summary>Cost of what is open, to the last place of <see cref="Exact"/>.</summary>
    public BigInteger OpenCost => _numerator / _denominator;

    /// <summary>Folds all fills.</summary>
    public static IndependentFold Of(FlowTerms terms, IEnumerable<Fill> fills) => new(terms, fills);

    /// <summary>A figure of the program in the same units.</summary>
    public static BigInteger Exactly(decimal figure) => Exact.Of(figure.ToString(CultureInfo.InvariantCulture));

    private void Take(ContractValue contract, Fill fill)
    {
        var moved = (int)fill.Side * Exactly(fill.Quantity);
        var kind = contract.Kind == ContractKind.Inverse ? "inverse" : "linear";
        var worth = Exact.Times(moved, Exact.Value(kind, Exactly(contract.Multiplier), Exactly(fill.Price)));
        Cash -= worth;
        Fees += Exactly(fill.Fee);
        var after = Quantity + moved;
        if (Quantity.IsZero || Quantity.Sign == moved.Sign)
        {
            _numerator += worth * _denominator;
        }
        else if (after.IsZero || after.Sign != Quantity.Sign)
        {
            // What is left of a flip is open at this fill's own value.
            (_numerator, _denominator) = (worth * after, moved);
        }
        else
        {
            (_numerator, _denominator) = (_numerator * after, _denominator * Quantity);
        }

        var common = BigInteger.GreatestCommonDivisor(_numerator, _denominator);
        (_numerator, _denominator) = common.IsZero ? (0, 1) : (_numerator / common, _denominator / common);
        Quantity = after;
    }
}
