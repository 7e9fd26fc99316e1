using System.Globalization;
using System.Text;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Decodes normalized messages, one JSON object each, from files or from a socket. Not for concurrent use.</summary>
/// <remarks>
/// Takes times of 3 and 6 digits, absent and null members, empty levels, unknown members and any order of members
/// (shared reference tardis.md §2). Messages laid out as tardis-machine does are scanned; all others take the longer way
/// to the same result (docs/decisions, "Frames are scanned").
/// </remarks>
internal sealed class TardisMessageDecoder
{
    private readonly FrameScanner _scanner = new();
    private readonly MessageMembers _members = new();
    private readonly BookForms _forms = new();

    /// <summary>Books left out because a better form of the same book had come; see <see cref="Decode"/>.</summary>
    public long Superseded => _forms.Superseded;

    /// <summary>Decodes one message of a connection. Never throws for what the text holds.</summary>
    /// <remarks>Of several forms of one book (changes, snapshots, quotes) only the best gives events; the others are unused.</remarks>
    public TardisMessage Decode(ReadOnlySpan<byte> message)
    {
        var decoded = DecodeAlone(message);
        return _forms.Admits(decoded) ? decoded : decoded with { Outcome = MessageOutcome.Unused, Event = null };
    }

    /// <summary>As <see cref="Decode"/>, whatever else describes the same book: for one of several files that are merged.</summary>
    public TardisMessage DecodeAlone(ReadOnlySpan<byte> message) => _scanner.Read(message) switch
    {
        ScannedFrame.Book => new(MessageOutcome.Event, _scanner.Instrument,
            _scanner.Form == BookForm.Changes ? MessageTypes.BookChange : MessageTypes.BookSnapshot, _scanner.Book.ToEvent(), null, _scanner.Form),
        ScannedFrame.Trade => new(MessageOutcome.Event, _scanner.Instrument, MessageTypes.Trade, _scanner.ToTrade(), null),
        _ => DecodeAnyLayout(message),
    };

    /// <summary>Reads a book without making an event of it, and so without allocating.</summary>
    /// <param name="message">One message.</param>
    /// <param name="book">Its levels, valid until the decoder is used again.</param>
    /// <returns><see langword="false"/> for everything that is not a book in the layout of tardis-machine.</returns>
    public bool TryReadBook(ReadOnlySpan<byte> message, out BookFrame book)
    {
        var isBook = _scanner.Read(message) == ScannedFrame.Book;
        book = isBook ? _scanner.Book : default;
        return isBook;
    }

    /// <summary>The longer way, which takes every layout.</summary>
    internal TardisMessage DecodeAnyLayout(ReadOnlySpan<byte> message)
    {
        try
        {
            _members.Read(message);
        }
        catch (JsonException broken)
        {
            return new(MessageOutcome.Fault, default, "", null,
                string.Create(CultureInfo.InvariantCulture, $"not a JSON object (byte {broken.BytePositionInLine ?? 0})"));
        }
        catch (InvalidOperationException)
        {
            return new(MessageOutcome.Fault, default, "", null, "not Unicode text");
        }

        var instrument = new InstrumentId(_members.Exchange ?? "", _members.Symbol ?? "");
        if (_members.Type is not { Length: > 0 } type)
        {
            return new(MessageOutcome.Fault, instrument, "", null, _members.Fault ?? "no type");
        }

        if (!MessageTypes.IsUsed(type) || _members.Form is not { } form)
        {
            return MessageTypes.IsKnown(type)
                ? new(MessageOutcome.Unused, instrument, type, null, null)
                : new(MessageOutcome.UnknownType, instrument, type, null, $"unknown type '{FieldText.Shown(Encoding.UTF8.GetBytes(type))}'");
        }

        var reason = _members.Fault ?? MessageRules.Missing(_members, type) ?? MessageRules.OutOfRange(_members, type);
        return reason is null
            ? new(MessageOutcome.Event, instrument, type, Build(type, instrument), null, form)
            : new(MessageOutcome.Fault, instrument, type, null, reason);
    }

    private MarketEvent Build(string type, InstrumentId instrument)
    {
        var received = _members.LocalTimestamp!.Value;
        var venue = _members.Timestamp ?? received;
        return type switch
        {
            MessageTypes.Trade => new Trade
            {
                Instrument = instrument,
                VenueTime = venue,
                ReceivedAt = received,
                TradeId = _members.Id,
                Price = _members.Price!.Value,
                Amount = _members.Amount!.Value,
                Taker = EventRules.Taker(_members.Side!)!.Value,
            },
            MessageTypes.Liquidation => new Liquidation
            {
                Instrument = instrument,
                VenueTime = venue,
                ReceivedAt = received,
                LiquidationId = _members.Id,
                Price = _members.Price!.Value,
                Amount = _members.Amount!.Value,
                Taker = EventRules.Taker(_members.Side!)!.Value,
            },
            MessageTypes.BookChange or MessageTypes.BookSnapshot => new BookFrame
            {
                Instrument = instrument,
                VenueTime = venue,
                ReceivedAt = received,
                IsSnapshot = type == MessageTypes.BookSnapshot || _members.IsSnapshot!.Value,
                Bids = _members.Bids,
                Asks = _members.Asks,
            }.ToEvent(),
            MessageTypes.DerivativeTicker => new DerivativeTicker
            {
                Instrument = instrument,
                VenueTime = venue,
                ReceivedAt = received,
                LastPrice = _members.LastPrice,
                OpenInterest = _members.OpenInterest,
                FundingRate = _members.FundingRate,
                FundingTime = _members.FundingTimestamp,
                PredictedFundingRate = _members.PredictedFundingRate,
                IndexPrice = _members.IndexPrice,
                MarkPrice = _members.MarkPrice,
            },
            _ => new Disconnect { Instrument = instrument, VenueTime = received, ReceivedAt = received, Symbols = _members.Symbols },
        };
    }
}
