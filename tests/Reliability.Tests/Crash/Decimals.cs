using System.Numerics;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>The two roundings of a ledger, to 18 decimals, on whole numbers of 10^-40.</summary>
internal static class Decimals
{
    internal const int Scale = 40;
    private const int Kept = 18;
    private const int MaxDecimals = 28;
    private static readonly BigInteger Largest = BigInteger.Pow(2, 96) - 1;

    /// <summary>A part's share of a whole: the quotient to 28 decimals, the product to what 96 bits hold, and that to 18 decimals, each half to even.</summary>
    internal static BigInteger Share(BigInteger whole, BigInteger part, BigInteger of)
    {
        var quotient = HalfEven(part * BigInteger.Pow(10, MaxDecimals), of);
        var product = whole * quotient;
        for (var decimals = MaxDecimals; ; decimals--)
        {
            var held = HalfEven(product, BigInteger.Pow(10, Scale + MaxDecimals - decimals));
            if (BigInteger.Abs(held) <= Largest)
            {
                return Rounded(held, decimals);
            }
        }
    }

    /// <summary>A number of so many decimals, to 18 of them.</summary>
    internal static BigInteger Rounded(BigInteger number, int decimals) =>
        HalfEven(number, BigInteger.Pow(10, decimals - Kept)) * BigInteger.Pow(10, Scale - Kept);

    private static BigInteger HalfEven(BigInteger dividend, BigInteger divisor)
    {
        if (divisor.Sign < 0)
        {
            (dividend, divisor) = (-dividend, -divisor);
        }

        var whole = BigInteger.DivRem(BigInteger.Abs(dividend), divisor, out var rest);
        var half = (rest * 2).CompareTo(divisor);
        whole += half > 0 || (half == 0 && !whole.IsEven) ? 1 : 0;
        return dividend.Sign * whole;
    }
}
