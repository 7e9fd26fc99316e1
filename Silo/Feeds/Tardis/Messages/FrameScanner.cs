using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Instruments;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>What a <see cref="FrameScanner"/> has read.</summary>
internal enum ScannedFrame
{
    /// <summary>The message has another layout; it may still be valid.</summary>
    None,

    /// <summary>A book, in <see cref="FrameScanner.Book"/>.</summary>
    Book,

    /// <summary>A trade, in <see cref="FrameScanner.ToTrade"/>.</summary>
    Trade,
}

/// <summary>Reads the most frequent messages, laid out exactly as tardis-machine writes them, without allocating. Not for concurrent use.</summary>
/// <remarks>
/// tardis-machine writes objects with <c>JSON.stringify</c> and always in the same order of members. Every message accepted here
/// is also JSON with the same meaning; a message that differs by one byte is left to <see cref="MessageMembers"/>
/// (docs/decisions/0012-frames-are-scanned.md).
/// </remarks>
internal sealed class FrameScanner
{
    private readonly InstrumentNames _names = new();
    private readonly StampReader _venueStamps = new();
    private readonly StampReader _stamps = new();
    private readonly LevelBuffer _bids = new();
    private readonly LevelBuffer _asks = new();
    private readonly byte[] _changeStart = new byte[128];
    private readonly byte[] _id = new byte[64];
    private int _changeStartLength;
    private InstrumentId _changeInstrument;
    private InstrumentId _instrument;
    private Instant _venueTime;
    private Instant _receivedAt;
    private bool _isSnapshot;
    private int _idLength;
    private double _price;
    private double _amount;
    private TakerSide _taker;

    /// <summary>How the last message describes its book.</summary>
    public BookForm Form { get; private set; }

    /// <summary>Levels of the last message; valid until the next one is read.</summary>
    public BookFrame Book => new()
    {
        Instrument = _instrument,
        VenueTime = _venueTime,
        ReceivedAt = _receivedAt,
        IsSnapshot = _isSnapshot,
        Bids = _bids.Span,
        Asks = _asks.Span,
    };

    /// <summary>Instrument of the last message.</summary>
    public InstrumentId Instrument => _instrument;

    /// <summary>Reads a message if it has the expected layout.</summary>
    public ScannedFrame Read(ReadOnlySpan<byte> message)
    {
        var at = 0;
        if (_changeStartLength > 0 && message.StartsWith(_changeStart.AsSpan(0, _changeStartLength)))
        {
            at = _changeStartLength - 1;
            _instrument = _changeInstrument;
            return TryChange(message, ref at) ? ScannedFrame.Book : ScannedFrame.None;
        }

        if (Skip(message, ref at, "{\"type\":\"book_change\",\"symbol\":\""u8))
        {
            return TryInstrument(message, ref at) && Learn(message[..(at + 1)]) && TryChange(message, ref at) ? ScannedFrame.Book : ScannedFrame.None;
        }

        if (Skip(message, ref at, "{\"type\":\"trade\",\"symbol\":\""u8))
        {
            return TryInstrument(message, ref at) && TryTrade(message, ref at) ? ScannedFrame.Trade : ScannedFrame.None;
        }

        return Skip(message, ref at, "{\"type\":\"book_snapshot\",\"symbol\":\""u8)
            && TryInstrument(message, ref at) && TrySnapshot(message, ref at) ? ScannedFrame.Book : ScannedFrame.None;
    }

    /// <summary>Copies the last trade into an event.</summary>
    public Trade ToTrade() => new()
    {
        Instrument = _instrument,
        VenueTime = _venueTime,
        ReceivedAt = _receivedAt,
        TradeId = _idLength < 0 ? null : Encoding.ASCII.GetString(_id, 0, _idLength),
        Price = _price,
        Amount = _amount,
        Taker = _taker,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Skip(ReadOnlySpan<byte> message, ref int at, ReadOnlySpan<byte> expected)
    {
        if (!message[at..].StartsWith(expected))
        {
            return false;
        }

        at += expected.Length;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> message, ref int at, out double value)
    {
        value = 0;
        var length = at + DecimalText.Margin <= message.Length ? DecimalText.ReadShort(ref MemoryMarshal.GetReference(message), at, out value) : 0;
        length = length > 0 ? length : DecimalText.ReadAny(message[at..], out value);
        at += length;
        return length > 0;
    }

    private static bool TryWhole(ReadOnlySpan<byte> message, ref int at, out long value)
    {
        var rest = message[at..];
        var length = Math.Max(rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9'), 0);
        at += length;
        return long.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out value) && (length == 1 || rest[0] != '0');
    }

    /// <summary>Remembers the beginning of a book change up to the quote after its names, because the next change is often of the same instrument.</summary>
    private bool Learn(ReadOnlySpan<byte> start)
    {
        _changeStartLength = 0;
        if (start.Length <= _changeStart.Length)
        {
            start.CopyTo(_changeStart);
            (_changeStartLength, _changeInstrument) = (start.Length, _instrument);
        }

        return true;
    }

    private bool TryInstrument(ReadOnlySpan<byte> message, ref int at)
    {
        var symbol = message[at..];
        var end = symbol.IndexOf((byte)'"');
        if (end < 0)
        {
            return false;
        }

        symbol = symbol[..end];
        at += end;
        if (!Skip(message, ref at, "\",\"exchange\":\""u8))
        {
            return false;
        }

        var exchange = message[at..];
        end = exchange.IndexOf((byte)'"');
        if (end < 0)
        {
            return false;
        }

        at += end;
        return _names.TryGet(exchange[..end], symbol, out _instrument);
    }

    private bool TryChange(ReadOnlySpan<byte> message, ref int at)
    {
        Form = BookForm.Changes;
        _isSnapshot = Skip(message, ref at, "\",\"isSnapshot\":true"u8);
        return (_isSnapshot || Skip(message, ref at, "\",\"isSnapshot\":false"u8)) && TryLevels(message, ref at);
    }

    private bool TrySnapshot(ReadOnlySpan<byte> message, ref int at)
    {
        _isSnapshot = true;
        if (!Skip(message, ref at, "\",\"name\":\""u8))
        {
            return false;
        }

        var name = message[at..];
        var end = name.IndexOf((byte)'"');
        if (end < 0 || name[..end].ContainsAnyExceptInRange((byte)'0', (byte)'z') || name[..end].Contains((byte)'\\'))
        {
            return false;
        }

        at += end;
        if (!Skip(message, ref at, "\",\"depth\":"u8) || !TryWhole(message, ref at, out var depth) || depth is < 1 or > BookForm.MaxDepth
            || !Skip(message, ref at, ",\"interval\":"u8) || !TryWhole(message, ref at, out var interval))
        {
            return false;
        }

        Form = new((int)depth, interval);
        return TryLevels(message, ref at);
    }

    private bool TryLevels(ReadOnlySpan<byte> message, ref int at) =>
        Skip(message, ref at, ",\"bids\":["u8) && LevelScanner.TryRead(message, ref at, _bids)
        && Skip(message, ref at, ",\"asks\":["u8) && LevelScanner.TryRead(message, ref at, _asks)
        && TryTimes(message, ref at);

    private bool TryTrade(ReadOnlySpan<byte> message, ref int at)
    {
        _idLength = -1;
        if (Skip(message, ref at, "\",\"id\":\""u8))
        {
            var id = message[at..];
            _idLength = id.IndexOf((byte)'"');
            if ((uint)_idLength > (uint)_id.Length || !InstrumentNames.IsPlain(id[.._idLength]))
            {
                return false;
            }

            id[.._idLength].CopyTo(_id);
            at += _idLength;
        }

        if (!Skip(message, ref at, "\",\"price\":"u8) || !TryNumber(message, ref at, out _price) || _price <= 0
            || !Skip(message, ref at, ",\"amount\":"u8) || !TryNumber(message, ref at, out _amount) || _amount < 0
            || !Skip(message, ref at, ",\"side\":\""u8))
        {
            return false;
        }

        TakerSide? taker = Skip(message, ref at, "buy\""u8) ? TakerSide.Buy
            : Skip(message, ref at, "sell\""u8) ? TakerSide.Sell
            : Skip(message, ref at, "unknown\""u8) ? TakerSide.Unknown
            : null;
        _taker = taker ?? default;
        return taker is not null && TryTimes(message, ref at);
    }

    private bool TryTimes(ReadOnlySpan<byte> message, ref int at)
    {
        if (!Skip(message, ref at, ",\"timestamp\":\""u8))
        {
            return false;
        }

        var length = _venueStamps.Read(message[at..], out _venueTime);
        at += length;
        if (length == 0 || !Skip(message, ref at, ",\"localTimestamp\":\""u8))
        {
            return false;
        }

        length = _stamps.Read(message[at..], out _receivedAt);
        at += length;
        return length > 0 && at == message.Length - 1 && message[at] == '}';
    }
}
