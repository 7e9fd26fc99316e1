using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Reads lists of levels as <c>JSON.stringify</c> writes them: <c>{"price":1.5,"amount":2},{},…]</c>.</summary>
/// <remarks>
/// Everything it accepts has the same meaning to any JSON reader; everything else is left to such a reader.
/// </remarks>
internal static class LevelScanner
{
    /// <summary>
    /// Bytes of the longest level with two short numbers, plus the bytes that reading the second number needs beyond it. The last
    /// level of a real message is followed by at least as many: the two times.
    /// </summary>
    private const int LevelWindow = 72;

    private const int AfterPrice = 10 + DecimalText.Margin;

    private static readonly ulong Price = MemoryMarshal.Read<ulong>("{\"price\""u8);
    private static readonly ulong Amount = MemoryMarshal.Read<ulong>(",\"amount"u8);
    private static readonly ushort Colon = MemoryMarshal.Read<ushort>("\":"u8);

    /// <summary>Reads levels from the byte after the opening bracket.</summary>
    /// <param name="message">The whole message; more than <see cref="DecimalText.Margin"/> bytes must precede the list.</param>
    /// <param name="at">Where the list begins; after success, the position after its closing bracket.</param>
    /// <param name="levels">Receives the levels.</param>
    /// <returns>Whether the whole list was read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, LevelBuffer levels)
    {
        levels.Clear();
        ref var text = ref MemoryMarshal.GetReference(message);
        var last = message.Length - LevelWindow;
        var here = at;
        if (here < message.Length && message[here] == ']')
        {
            at = here + 1;
            return true;
        }

        while (here <= last)
        {
            if (Read<ulong>(ref text, here) == Price && Unsafe.Add(ref text, here + 8) == ':')
            {
                here += 9;
                if (!TryPrice(message, ref text, ref here, out var price) || !TryAmount(message, ref text, ref here, out var amount))
                {
                    return false;
                }

                levels.Add(price, amount);
            }
            else if (Unsafe.Add(ref text, here) == '{' && Unsafe.Add(ref text, here + 1) == '}')
            {
                here += 2;
            }
            else
            {
                return false;
            }

            var next = Unsafe.Add(ref text, here);
            here++;
            if (next == ']')
            {
                at = here;
                return true;
            }

            if (next != ',')
            {
                return false;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPrice(ReadOnlySpan<byte> message, ref byte text, ref int here, out double price)
    {
        var length = DecimalText.ReadShort(ref text, here, out price);
        if (length == 0 || !IsAmount(ref text, here + length))
        {
            length = DecimalText.ReadAny(message[here..], out price);
            if (length == 0 || here + length + AfterPrice > message.Length || !IsAmount(ref text, here + length))
            {
                return false;
            }
        }

        here += length + 10;
        return price > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryAmount(ReadOnlySpan<byte> message, ref byte text, ref int here, out double amount)
    {
        var length = DecimalText.ReadShort(ref text, here, out amount);
        if (length == 0 || Unsafe.Add(ref text, here + length) != '}')
        {
            length = DecimalText.ReadAny(message[here..], out amount);

            // Leaves room for the brace and the comma or bracket after it.
            if (length == 0 || here + length + 2 > message.Length || Unsafe.Add(ref text, here + length) != '}')
            {
                return false;
            }
        }

        here += length + 1;
        return amount >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAmount(ref byte text, int at) =>
        Read<ulong>(ref text, at) == Amount && Read<ushort>(ref text, at + 8) == Colon;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Read<T>(ref byte text, int at)
        where T : struct => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref text, at));
}
