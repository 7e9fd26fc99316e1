using System.Numerics;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>The two roundings of a ledger, to 18 decimals, on whole numbers of 10^-40.</summary>
internal static class Decimals
{
    internal const int Scale = 40;
    private const int Kept = 18;

    /// <summary>A part's share of a whole, to 18 decimals, half to even.</summary>
    internal static BigInteger Share(BigInteger whole, BigInteger part, BigInteger of) =>
        HalfEven(whole * part, of * BigInteger.Pow(10, Scale - Kept)) * BigInteger.Pow(10, Scale - Kept);

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
