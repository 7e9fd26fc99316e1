using System.Numerics;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Decimal arithmetic that tells when a result no longer fits 28 digits and was rounded.</summary>
internal struct ExactSum
{
    /// <summary>Whether any result so far was rounded.</summary>
    internal bool Rounded { get; private set; }

    /// <summary>The product.</summary>
    internal decimal Times(decimal left, decimal right)
    {
        var product = left * right;

        // Digits are dropped only together with scale; whether all of them were zeros takes longer to tell.
        Rounded |= product.Scale < left.Scale + right.Scale && !IsExact(product, left.Scale + right.Scale, Mantissa(left) * Mantissa(right));
        return product;
    }

    /// <summary>The sum.</summary>
    internal decimal Plus(decimal left, decimal right)
    {
        var sum = left + right;
        var scale = Math.Max(left.Scale, right.Scale);
        Rounded |= sum.Scale < scale && !IsExact(sum, scale, At(left, scale) + At(right, scale));
        return sum;
    }

    /// <summary>The difference.</summary>
    internal decimal Minus(decimal left, decimal right) => Plus(left, -right);

    /// <summary>A share of <paramref name="whole"/>, rounded half to even to 18 decimals; what it leaves stays with the whole, so nothing is lost.</summary>
    internal static decimal Share(decimal whole, decimal part, decimal of) =>
        part == of ? whole : decimal.Round(whole * (part / of), ContractValue.Decimals, MidpointRounding.ToEven);

    private static bool IsExact(decimal result, int scale, BigInteger exact) => At(result, scale) == exact;

    /// <summary>The number as a whole one at a scale not below its own.</summary>
    private static BigInteger At(decimal value, int scale) => Mantissa(value) * BigInteger.Pow(10, scale - value.Scale);

    private static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = (((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32)) | (uint)bits[0];
        return bits[3] < 0 ? -mantissa : mantissa;
    }
}
