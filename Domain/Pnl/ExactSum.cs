using System.Globalization;

namespace Ballast.Domain.Pnl;

/// <summary>Sum of decimals that never rounds and never overflows, so that it is the same in any order and a term can be taken out again.</summary>
/// <remarks>A term is first rounded half to even to 18 decimals, each by itself. The value is whole + units·1e-18 with 0 ≤ units &lt; 1e18.</remarks>
internal readonly record struct ExactSum
{
    private const int Decimals = 18;
    private const long One = 1_000_000_000_000_000_000;

    private readonly Int128 whole;
    private readonly long units;

    private ExactSum(Int128 whole, long units)
    {
        this.whole = whole;
        this.units = units;
    }

    /// <summary>As decimal, rounded past its 28 digits; <see langword="null"/> past 7.9e28.</summary>
    internal decimal? Value
    {
        get
        {
            try
            {
                return (decimal)whole + ((decimal)units / One);
            }
            catch (OverflowException)
            {
                return null;
            }
        }
    }

    internal static ExactSum Of(decimal term)
    {
        var rounded = term.Scale > Decimals ? decimal.Round(term, Decimals, MidpointRounding.ToEven) : term;
        var floor = decimal.Floor(rounded);
        return new((Int128)floor, (long)((rounded - floor) * One));
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    internal static ExactSum Parse(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.AsSpan(isNegative ? 1 : 0);
        var point = digits.IndexOf('.');
        var fraction = point < 0 ? "" : digits[(point + 1)..].ToString();
        if (!Int128.TryParse(point < 0 ? digits : digits[..point], NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            || fraction.Length > Decimals
            || !long.TryParse(fraction.PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var units))
        {
            throw new FormatException($"'{text}' is not a sum with at most {Decimals} decimals.");
        }

        var sum = new ExactSum(whole, units);
        return isNegative ? default(ExactSum) - sum : sum;
    }

    /// <summary>Every digit, without exponent or trailing zeros.</summary>
    public override string ToString()
    {
        var isNegative = whole < 0;
        var size = isNegative ? default(ExactSum) - this : this;
        var text = size.whole.ToString(CultureInfo.InvariantCulture);
        if (size.units != 0)
        {
            text += $".{size.units.ToString("D18", CultureInfo.InvariantCulture).TrimEnd('0')}";
        }

        return isNegative ? $"-{text}" : text;
    }

    public static ExactSum operator +(ExactSum left, ExactSum right)
    {
        var units = left.units + right.units;
        return units < One ? new(left.whole + right.whole, units) : new(left.whole + right.whole + 1, units - One);
    }

    public static ExactSum operator -(ExactSum left, ExactSum right)
    {
        var units = left.units - right.units;
        return units >= 0 ? new(left.whole - right.whole, units) : new(left.whole - right.whole - 1, units + One);
    }
}
