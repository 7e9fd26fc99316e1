using System.Numerics;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>Decimal arithmetic that remembers whether any result needed more than 28 digits and was rounded.</summary>
internal struct DecimalArithmetic
{
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
    /// The share <c>part/of</c> of <paramref name="whole"/>, rounded half to even to 18 decimals. The caller keeps the remainder, so
    /// nothing is lost.
    /// </summary>
    internal static decimal Share(decimal whole, decimal part, decimal of) =>
        part == of ? whole : decimal.Round(whole * (part / of), ContractValue.Decimals, MidpointRounding.ToEven);

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
