using System.Numerics;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>A decimal number of any length: <c>digits · 10^−scale</c>.</summary>
internal readonly record struct Exact(BigInteger Digits, int Scale)
{
    public static Exact Zero { get; } = new(0, 0);

    public int Sign => Digits.Sign;

    public Exact Magnitude => new(BigInteger.Abs(Digits), Scale);

    public static Exact Of(decimal value)
    {
        var bits = decimal.GetBits(value);
        var digits = new BigInteger((uint)bits[0]) + (new BigInteger((uint)bits[1]) << 32) + (new BigInteger((uint)bits[2]) << 64);
        return new(bits[3] < 0 ? -digits : digits, (bits[3] >> 16) & 0xff);
    }

    /// <summary>The quotient, rounded half to even.</summary>
    public Exact Over(Exact divisor, int decimals)
    {
        var shift = divisor.Scale - Scale + decimals;
        var (above, below) = shift >= 0
            ? (Digits * BigInteger.Pow(10, shift), divisor.Digits)
            : (Digits, divisor.Digits * BigInteger.Pow(10, -shift));
        var negative = above.Sign * below.Sign < 0;
        var whole = BigInteger.DivRem(BigInteger.Abs(above), BigInteger.Abs(below), out var rest);
        var half = (rest * 2).CompareTo(BigInteger.Abs(below));
        whole += half > 0 || (half == 0 && !whole.IsEven) ? 1 : 0;
        return new(negative ? -whole : whole, decimals);
    }

    public Exact Rounded(int decimals) => Scale <= decimals ? this : Over(new(1, 0), decimals);

    public bool Is(Exact other) => (this - other).Sign == 0;

    public bool IsWithin(Exact other, decimal tolerance) => ((this - other).Magnitude - Of(tolerance)).Sign <= 0;

    public override string ToString() => $"{Digits}e-{Scale}";

    public static Exact operator +(Exact left, Exact right) => left.Scale >= right.Scale
        ? new(left.Digits + (right.Digits * BigInteger.Pow(10, left.Scale - right.Scale)), left.Scale)
        : right + left;

    public static Exact operator -(Exact value) => new(-value.Digits, value.Scale);

    public static Exact operator -(Exact left, Exact right) => left + -right;

    public static Exact operator *(Exact left, Exact right) => new(left.Digits * right.Digits, left.Scale + right.Scale);

    public static implicit operator Exact(decimal value) => Of(value);
}
