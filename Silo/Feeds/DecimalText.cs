using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ballast.Silo.Feeds;

/// <summary>Reads numbers such as <c>61800.2</c> from UTF-8, to the bit as <see cref="double.Parse(string)"/> does.</summary>
/// <remarks>
/// At most 15 digits make a whole number below 2^53, and a power of ten up to 10^22 is exact, so their quotient is the
/// nearest double, rounded once (Clinger, "How to read floating point numbers accurately", 1990). All other texts go to
/// the runtime's own parser.
/// </remarks>
internal static class DecimalText
{
    /// <summary>Bytes that must be readable from the first digit on, and as many before it.</summary>
    public const int Margin = 17;

    private const int Width = 16;

    private static readonly SearchValues<byte> Characters = SearchValues.Create("0123456789+-.eE"u8);

    private static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads digits with at most one decimal point between them; no sign, no exponent, no leading zero before another digit.</summary>
    /// <param name="text">First byte of a text; <see cref="Margin"/> bytes must be readable on both sides of <paramref name="at"/>.</param>
    /// <param name="at">Where the number begins.</param>
    /// <param name="value">The number.</param>
    /// <returns>Length in bytes; 0 when the text has more than 15 digits or another form and must be read in another way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadShort(ref byte text, int at, out double value)
    {
        ref var first = ref Unsafe.Add(ref text, at);
        var digits = Vector128.LoadUnsafe(ref first) - Vector128.Create((byte)'0');
        var others = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits() | 0x10000;
        var whole = BitOperations.TrailingZeroCount(others);
        var point = Unsafe.Add(ref first, whole) == '.' ? 1 : 0;
        var length = BitOperations.TrailingZeroCount(others ^ ((uint)point << whole));
        var fraction = length - whole - point;
        if (whole == 0 || length >= Width || fraction < point || (first == '0' && whole > 1))
        {
            value = 0;
            return 0;
        }

        // The text is moved to the right end of a vector, and the digits before the point once more, one place further right.
        ref var right = ref Unsafe.Add(ref first, length - Width);
        var straight = Vector128.LoadUnsafe(ref right);
        var shifted = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref right, point));
        var places = Vector128.Create((sbyte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var isFraction = Vector128.GreaterThan(places, Vector128.Create((sbyte)(15 - fraction))).AsByte();
        var isDigit = Vector128.GreaterThan(places, Vector128.Create((sbyte)(15 - whole - fraction))).AsByte();
        var joined = (Vector128.ConditionalSelect(isFraction, straight, shifted) - Vector128.Create((byte)'0')) & isDigit;
        var number = Ssse3.IsSupported ? ToNumberSimd(joined) : ToNumber(joined);
        value = number / Unsafe.Add(ref MemoryMarshal.GetReference(PowersOfTen), fraction);
        return length;
    }

    /// <summary>Reads a number of any length in the grammar of JSON (RFC 8259 §6).</summary>
    /// <returns>Length in bytes; 0 when there is no number, or none that a double can hold.</returns>
    public static int ReadAny(ReadOnlySpan<byte> text, out double value)
    {
        var end = text.IndexOfAnyExcept(Characters);
        var number = end < 0 ? text : text[..end];
        value = 0;
        return IsJsonNumber(number) && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value)
            ? number.Length
            : 0;
    }

    /// <summary>Reads a whole text of at most 15 digits, with or without a decimal point; reads nothing beyond its ends.</summary>
    /// <returns><see langword="false"/> for any other form, which must be read in another way.</returns>
    public static bool TryShort(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or >= Width)
        {
            return false;
        }

        var number = 0L;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                number = (number * 10) + digit;
            }
            else if (text[i] == '.' && point < 0 && i > 0 && i < text.Length - 1)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        value = number / PowersOfTen[point < 0 ? 0 : text.Length - 1 - point];
        return true;
    }

    /// <summary>The number of 16 digits, most significant first, each a byte from 0 to 9.</summary>
    internal static long ToNumber(Vector128<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[Vector128<byte>.Count];
        digits.CopyTo(bytes);
        return (EightDigits(BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 100_000_000)
            + EightDigits(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>As <see cref="ToNumber"/>, where the machine has SSSE3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long ToNumberSimd(Vector128<byte> digits)
    {
        var pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        var packed = Sse2.PackSignedSaturate(fours, fours);
        var eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create((short)10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)).AsUInt64().ToScalar();
        return ((long)(uint)eights * 100_000_000) + (long)(eights >> 32);
    }

    private static long EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (long)((((digits & 0x000000FF000000FF) * (100 + (1_000_000UL << 32)))
            + (((digits >> 16) & 0x000000FF000000FF) * (1 + (10_000UL << 32)))) >> 32);
    }

    private static bool IsJsonNumber(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'-', ..])
        {
            text = text[1..];
        }

        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
        {
            return false;
        }

        text = text[whole..];
        if (text is [(byte)'.', ..])
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
            {
                return false;
            }

            text = text[(1 + fraction)..];
        }

        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text[1..];
            text = text is [(byte)'+' or (byte)'-', ..] ? text[1..] : text;
            return !text.IsEmpty && Digits(text) == text.Length;
        }

        return text.IsEmpty;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length : count;
    }
}
