using System.Globalization;
using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Decodes normalized messages, one JSON object each, from files or from a socket. Not for concurrent use.</summary>
/// <remarks>
/// Accepts times with 3 or 6 fraction digits, absent and null members, empty levels, unknown members and any order of members.
/// Messages laid out as tardis-machine writes them are scanned; all others take a slower way to the same result
/// (docs/decisions/0012-frames-are-scanned.md).
/// </remarks>
internal sealed class TardisMessageDecoder
{
    private readonly FrameScanner _scanner = new();
    private readonly MessageMembers _members = new();
    private readonly BookForms _forms = new();

    /// <summary>Number of messages left out because a better form of their book is used; see <see cref="Decode"/>.</summary>
    public long Superseded => _forms.Superseded;

    /// <summary>Decodes one message of a connection. It throws for no text, whatever it holds.</summary>
    /// <remarks>Of several forms of one book (changes, snapshots, quotes) only the best becomes events; the others are unused.</remarks>
    public TardisMessage Decode(ReadOnlySpan<byte> message)
    {
        var decoded = DecodeAlone(message);
        return _forms.Admits(decoded) ? decoded : decoded with { Outcome = MessageOutcome.Unused, Event = null };
    }

    /// <summary>Decodes one message without regard to other forms of the same book; for files that are merged afterwards.</summary>
    public TardisMessage DecodeAlone(ReadOnlySpan<byte> message) => _scanner.Read(message) switch
    {
        ScannedFrame.Book => new(MessageOutcome.Event, _scanner.Instrument,
            _scanner.Form == BookForm.Changes ? MessageTypes.BookChange : MessageTypes.BookSnapshot, _scanner.Book.ToEvent(), null, _scanner.Form),
        ScannedFrame.Trade => new(MessageOutcome.Event, _scanner.Instrument, MessageTypes.Trade, _scanner.ToTrade(), null),
        _ => DecodeAnyLayout(message),
    };

    /// <summary>Reads a book message without creating an event, and so without allocating.</summary>
    /// <param name="message">The message.</param>
    /// <param name="book">Its levels; valid until the decoder is used again.</param>
    /// <returns><see langword="false"/> when the message is not a book in the layout of tardis-machine.</returns>
    public bool TryReadBook(ReadOnlySpan<byte> message, out BookFrame book)
    {
        var isBook = _scanner.Read(message) == ScannedFrame.Book;
        book = isBook ? _scanner.Book : default;
        return isBook;
    }

    /// <summary>Decodes a message of any layout, more slowly.</summary>
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
