using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ballast.Domain;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Reads times as tardis-machine writes them, <c>2024-08-08T23:54:16.344Z</c> or with six fraction digits. It remembers the last minute read.</summary>
internal sealed class StampReader
{
    private const int MinuteLength = 16;

    private Vector128<byte> _minute = Vector128.Create("1970-01-01T00:00"u8);
    private long _minuteMicros;

    /// <summary>Reads a time and the closing quote.</summary>
    /// <returns>Number of bytes read, with the quote; 0 for any other form.</returns>
    public int Read(ReadOnlySpan<byte> text, out Instant time)
    {
        time = default;
        if (text.Length < 25)
        {
            return 0;
        }

        ref var first = ref MemoryMarshal.GetReference(text);
        var minute = Vector128.LoadUnsafe(ref first);
        if (minute != _minute && !Learn(text, minute))
        {
            return 0;
        }

        var micros = _minuteMicros;
        int length;
        if (text[16] != ':' || text[19] != '.' || !TryTwo(ref first, 17, out var seconds) || seconds > 59
            || !TryThree(ref first, 20, out var milliseconds))
        {
            return 0;
        }

        micros += (seconds * Instant.PerSecond) + (milliseconds * Instant.PerMillisecond);
        if (text[23] == 'Z')
        {
            length = 24;
        }
        else if (text.Length >= 28 && text[26] == 'Z' && TryThree(ref first, 23, out var microseconds))
        {
            micros += microseconds;
            length = 27;
        }
        else
        {
            return 0;
        }

        time = new(micros);
        return text[length] == '"' ? length + 1 : 0;
    }

    private bool Learn(ReadOnlySpan<byte> text, Vector128<byte> minute)
    {
        Span<byte> whole = stackalloc byte[MinuteLength + 4];
        text[..MinuteLength].CopyTo(whole);
        ":00Z"u8.CopyTo(whole[MinuteLength..]);
        if (!FieldText.TryTime(whole, out var time) || !time.IsInRange)
        {
            return false;
        }

        (_minute, _minuteMicros) = (minute, time.Micros);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTwo(ref byte text, int at, out int value)
    {
        var (tens, ones) = (Unsafe.Add(ref text, at) - '0', Unsafe.Add(ref text, at + 1) - '0');
        value = (tens * 10) + ones;
        return (uint)tens <= 9 && (uint)ones <= 9;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryThree(ref byte text, int at, out int value)
    {
        var ones = Unsafe.Add(ref text, at + 2) - '0';
        var isNumber = TryTwo(ref text, at, out var tens) && (uint)ones <= 9;
        value = (tens * 10) + ones;
        return isNumber;
    }
}
