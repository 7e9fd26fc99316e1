using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>Sums in whole units of 10^-40: nothing is ever rounded but an inverse contract's value, which is by definition.</summary>
internal static class Exact
{
    private const int Scale = 40;
    private const int ValueDecimals = 18;

    /// <summary>A JSON number to its last digit.</summary>
    public static BigInteger Of(JsonElement element, string name) => Of(element.GetProperty(name).GetRawText());

    /// <summary>A number as text.</summary>
    public static BigInteger Of(string text)
    {
        var exponentAt = text.IndexOfAny(['e', 'E']);
        var exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return digits * BigInteger.Pow(10, Scale - decimals + exponent);
    }

    /// <summary>Product of two; both together must have at most 40 decimals.</summary>
    public static BigInteger Times(BigInteger left, BigInteger right)
    {
        var product = BigInteger.DivRem(left * right, BigInteger.Pow(10, Scale), out var rest);
        return rest.IsZero ? product : throw new ArithmeticException("The product has more than 40 decimals.");
    }

    /// <summary>Value of one contract: <c>m·p</c>, or <c>-m/p</c> to 18 decimals, half to even.</summary>
    public static BigInteger Value(string kind, BigInteger multiplier, BigInteger price)
    {
        if (kind != "inverse")
        {
            return Times(multiplier, price);
        }

        var whole = BigInteger.DivRem(multiplier * BigInteger.Pow(10, ValueDecimals), price, out var rest);
        var half = (rest * 2).CompareTo(price);
        whole += half > 0 || (half == 0 && !whole.IsEven) ? 1 : 0;
        return -whole * BigInteger.Pow(10, Scale - ValueDecimals);
    }
}
