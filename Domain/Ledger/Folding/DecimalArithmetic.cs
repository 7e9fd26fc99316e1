using System.Numerics;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>Decimal arithmetic that remembers whether any result needed more than 28 digits and was rounded.</summary>
internal struct DecimalArithmetic
{
    private const decimal MaxEstimated = 1e7m;
    private const decimal HalfUnit = 0.5e-18m;
    private const decimal EstimateMargin = 1e-20m;

    private static readonly BigInteger MaxMantissa = (BigInteger)decimal.MaxValue;

    /// <summary>Whether any result so far was rounded.</summary>
    internal bool Rounded { get; private set; }

    /// <summary>Multiplies.</summary>
    internal decimal Times(decimal left, decimal right)
    {
        var product = left * right;

        // Digits are lost only when the scale shrinks. Whether they were all zeros is checked only then, because it is slow.
        Rounded |= product.Scale < left.Scale + right.Scale && !IsExact(product, left.Scale + right.Scale, Mantissa(left) * Mantissa(right));
        return product;
    }

    /// <summary>Adds.</summary>
    internal decimal Plus(decimal left, decimal right)
    {
        var sum = left + right;
        var scale = Math.Max(left.Scale, right.Scale);
        Rounded |= sum.Scale < scale && !IsExact(sum, scale, At(left, scale) + At(right, scale));
        return sum;
    }

    /// <summary>Subtracts.</summary>
    internal decimal Minus(decimal left, decimal right) => Plus(left, -right);

    /// <summary>
    /// The share <c>part/of</c> of <paramref name="whole"/>, rounded half to even to 18 decimals, or to fewer when decimal cannot hold those. The
    /// caller keeps the remainder, so nothing is lost.
    /// </summary>
    internal decimal Share(decimal whole, decimal part, decimal of)
    {
        if (part == of)
        {
            return whole;
        }

        // Exact integers are slow. Below this size the error of two decimal operations is less than the margin, so it matters only near a tie.
        if (Math.Abs(whole) < MaxEstimated)
        {
            var estimate = whole * (part / of);
            var share = decimal.Round(estimate, ContractValue.Decimals, MidpointRounding.ToEven);
            if (Math.Abs(estimate) < MaxEstimated && Math.Abs(Math.Abs(estimate - share) - HalfUnit) > EstimateMargin)
            {
                return share;
            }
        }

        return ExactShare(whole, part, of);
    }

    private decimal ExactShare(decimal whole, decimal part, decimal of)
    {
        var above = BigInteger.Abs(Mantissa(whole) * Mantissa(part)) * BigInteger.Pow(10, of.Scale);
        var below = BigInteger.Abs(Mantissa(of)) * BigInteger.Pow(10, whole.Scale + part.Scale);
        var isNegative = decimal.IsNegative(whole) != (decimal.IsNegative(part) != decimal.IsNegative(of));
        for (var scale = ContractValue.Decimals; scale >= 0; scale--)
        {
            var units = BigInteger.DivRem(above * BigInteger.Pow(10, scale), below, out var rest);
            var half = (rest * 2).CompareTo(below);
            units += half > 0 || (half == 0 && !units.IsEven) ? 1 : 0;
            if (units <= MaxMantissa)
            {
                Rounded |= scale < ContractValue.Decimals && !rest.IsZero;
                return Of(units, scale, isNegative && !units.IsZero);
            }
        }

        throw new OverflowException($"{part}/{of} of {whole} exceeds the range of decimal");
    }

    private static decimal Of(BigInteger mantissa, int scale, bool isNegative)
    {
        for (; scale > 0 && mantissa % 10 == 0; scale--)
        {
            mantissa /= 10;
        }

        var (low, high) = ((ulong)(mantissa & ulong.MaxValue), (uint)(mantissa >> 64));
        return new((int)low, (int)(low >> 32), (int)high, isNegative, (byte)scale);
    }

    private static bool IsExact(decimal result, int scale, BigInteger exact) => At(result, scale) == exact;

    /// <summary>The value as an integer multiple of 10^−scale; the scale must not be below its own.</summary>
    private static BigInteger At(decimal value, int scale) => Mantissa(value) * BigInteger.Pow(10, scale - value.Scale);

    private static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = (((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32)) | (uint)bits[0];
        return bits[3] < 0 ? -mantissa : mantissa;
    }
}
