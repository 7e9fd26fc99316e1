using System.Globalization;

namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Sum of decimals that never rounds or overflows, so that it does not depend on order and terms can be removed again.</summary>
/// <remarks>
/// Each term is first rounded half to even to 18 decimals. The value is whole + units·1e-18: terms below 2^94 units are added to units
/// as they are, larger ones are split. There is room for more than a billion terms of any size. Compare by <see cref="ToString"/>.
/// </remarks>
internal readonly struct FixedPointSum
{
    private const int Decimals = 18;
    private const ulong One = 1_000_000_000_000_000_000;
    private const int SmallBits = 94;

    private static readonly ulong[] PowersOfTen = [.. Enumerable.Range(0, Decimals + 1).Select(n => (ulong)Math.Pow(10, n))];

    private readonly Int128 _whole;
    private readonly Int128 _units;

    private FixedPointSum(Int128 whole, Int128 units)
    {
        _whole = whole;
        _units = units;
    }

    /// <summary>The sum as decimal, rounded to its 28 digits; <see langword="null"/> when it exceeds the range of decimal (7.9e28).</summary>
    internal decimal? Value
    {
        get
        {
            var (integer, fraction) = Split();
            try
            {
                return (decimal)integer + ((decimal)fraction / One);
            }
            catch (OverflowException)
            {
                return null;
            }
        }
    }

    internal static FixedPointSum Of(decimal term)
    {
        var rounded = term.Scale > Decimals ? decimal.Round(term, Decimals, MidpointRounding.ToEven) : term;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(rounded, bits);
        if (bits[2] == 0)
        {
            var mantissa = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
            var size = (UInt128)mantissa * PowersOfTen[Decimals - rounded.Scale];
            if (size >> SmallBits == 0)
            {
                return new(0, decimal.IsNegative(rounded) ? -(Int128)size : (Int128)size);
            }
        }

        var floor = decimal.Floor(rounded);
        return new((Int128)floor, (Int128)((rounded - floor) * One));
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text is not a number with at most 18 decimals.</exception>
    internal static FixedPointSum Parse(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.AsSpan(isNegative ? 1 : 0);
        var point = digits.IndexOf('.');
        var fraction = point < 0 ? "" : digits[(point + 1)..].ToString();
        if (!Int128.TryParse(point < 0 ? digits : digits[..point], NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            || fraction.Length > Decimals
            || !Int128.TryParse(fraction.PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var units))
        {
            throw new FormatException($"'{text}' is not a sum with at most {Decimals} decimals.");
        }

        return isNegative ? new(-whole, -units) : new(whole, units);
    }

    /// <summary>All digits, without exponent or trailing zeros.</summary>
    public override string ToString()
    {
        var (integer, fraction) = Split();
        var isNegative = integer < 0;
        if (isNegative)
        {
            (integer, fraction) = new FixedPointSum(-integer, -fraction).Split();
        }

        var text = integer.ToString(CultureInfo.InvariantCulture);
        if (fraction != 0)
        {
            text += $".{fraction.ToString("D18", CultureInfo.InvariantCulture).TrimEnd('0')}";
        }

        return isNegative ? $"-{text}" : text;
    }

    public static FixedPointSum operator +(FixedPointSum left, FixedPointSum right) => new(left._whole + right._whole, left._units + right._units);

    public static FixedPointSum operator -(FixedPointSum left, FixedPointSum right) => new(left._whole - right._whole, left._units - right._units);

    /// <summary>The unique form with 0 ≤ fraction &lt; 1e18.</summary>
    private (Int128 Integer, Int128 Fraction) Split()
    {
        var (carry, rest) = Int128.DivRem(_units, One);
        return rest < 0 ? (_whole + carry - 1, rest + One) : (_whole + carry, rest);
    }
}
