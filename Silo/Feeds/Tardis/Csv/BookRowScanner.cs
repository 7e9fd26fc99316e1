using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Csv;

/// <summary>Reads rows of <c>incremental_book_L2</c> whose columns are in the published order; all others are left to <see cref="TardisCsvRow"/>.</summary>
/// <remarks>
/// Rows of one message begin with the same bytes up to the side, so only side, price and amount are read after the first row.
/// Messages of one instrument begin with the same two names.
/// </remarks>
internal sealed class BookRowScanner(BookRows rows)
{
    private const int SideLength = 4;
    private const int MicrosDigits = 16;

    private static readonly uint Bid = MemoryMarshal.Read<uint>("bid,"u8);
    private static readonly uint Ask = MemoryMarshal.Read<uint>("ask,"u8);

    private byte[] _prefix = new byte[256];
    private int _prefixLength;
    private int _namesLength;
    private InstrumentId _instrument;

    /// <summary>Reads a row if it has the published layout.</summary>
    /// <param name="row">The row, followed by at least <see cref="LineReader.Spare"/> readable bytes.</param>
    /// <param name="length">Length of the row.</param>
    /// <param name="complete">The change before this row, if the row begins another one.</param>
    /// <returns>Whether the row was read.</returns>
    public bool TryRead(ReadOnlySpan<byte> row, int length, out BookChange? complete)
    {
        complete = null;
        if (_prefixLength > 0 && row.StartsWith(_prefix.AsSpan(0, _prefixLength)))
        {
            if (!TryLevel(row, _prefixLength, length, out var isBid, out var price, out var amount))
            {
                return false;
            }

            rows.Add(isBid, price, amount);
            return true;
        }

        return _namesLength > 0 && row.StartsWith(_prefix.AsSpan(0, _namesLength)) && TryBegin(row, length, out complete);
    }

    /// <summary>Remembers the names of an instrument from a row that was read in the general way.</summary>
    public void Learn(ReadOnlySpan<byte> row, InstrumentId instrument)
    {
        var comma = row.IndexOf((byte)',');
        _prefixLength = 0;
        _namesLength = comma + 1 + row[(comma + 1)..].IndexOf((byte)',') + 1;
        if (_namesLength + (2 * MicrosDigits) + 8 > _prefix.Length)
        {
            _namesLength = 0;
            return;
        }

        row[.._namesLength].CopyTo(_prefix);
        _instrument = instrument;
    }

    private static bool TryLevel(ReadOnlySpan<byte> row, int at, int length, out bool isBid, out double price, out double amount)
    {
        (price, amount, isBid) = (0, 0, false);
        if (at + SideLength >= length || at < DecimalText.Margin || row.Length < length + LineReader.Spare)
        {
            return false;
        }

        ref var text = ref MemoryMarshal.GetReference(row);
        var side = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at));
        isBid = side == Bid;
        if (!isBid && side != Ask)
        {
            return false;
        }

        at += SideLength;
        var digits = DecimalText.ReadShort(ref text, at, out price);
        at += digits;
        if (digits == 0 || at >= length || Unsafe.Add(ref text, at) != ',')
        {
            return false;
        }

        digits = DecimalText.ReadShort(ref text, at + 1, out amount);
        return digits > 0 && at + 1 + digits == length && price > 0;
    }

    private static bool TryMicros(ReadOnlySpan<byte> text, out Instant time)
    {
        var micros = 0L;
        foreach (var digit in text)
        {
            var value = (uint)(digit - '0');
            if (value > 9)
            {
                time = default;
                return false;
            }

            micros = (micros * 10) + value;
        }

        time = new(micros);
        return true;
    }

    private bool TryBegin(ReadOnlySpan<byte> row, int length, out BookChange? complete)
    {
        complete = null;
        const int TimesLength = (2 * MicrosDigits) + 2;
        if (_namesLength + TimesLength >= length)
        {
            return false;
        }

        var rest = row[_namesLength..];
        if (rest[MicrosDigits] != ',' || rest[TimesLength - 1] != ','
            || !TryMicros(rest[..MicrosDigits], out var venue) || !TryMicros(rest.Slice(MicrosDigits + 1, MicrosDigits), out var local))
        {
            return false;
        }

        var isSnapshot = rest[TimesLength..].StartsWith("true,"u8);
        if (!isSnapshot && !rest[TimesLength..].StartsWith("false,"u8))
        {
            return false;
        }

        var sideAt = _namesLength + TimesLength + (isSnapshot ? 5 : 6);
        if (!TryLevel(row, sideAt, length, out var isBid, out var price, out var amount))
        {
            return false;
        }

        complete = rows.Select(_instrument, local, venue, isSnapshot);
        rows.Add(isBid, price, amount);
        row[..sideAt].CopyTo(_prefix);
        _prefixLength = sideAt;
        return true;
    }
}
