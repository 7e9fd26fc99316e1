using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Decodes normalized messages, one JSON object each, from files or from a socket. Not for concurrent use.</summary>
/// <remarks>
/// Takes times of 3 and 6 digits, absent and null members, empty levels, unknown members and any order of members
/// (shared reference tardis.md §2).
/// </remarks>
internal sealed class TardisMessageDecoder
{
    private readonly MessageMembers _members = new();

    /// <summary>Decodes one message. Never throws for what the text holds.</summary>
    public TardisMessage Decode(ReadOnlySpan<byte> message)
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

        if (!MessageTypes.IsUsed(type))
        {
            return MessageTypes.IsKnown(type)
                ? new(MessageOutcome.Unused, instrument, type, null, null)
                : new(MessageOutcome.UnknownType, instrument, type, null, $"unknown type '{FieldText.Shown(System.Text.Encoding.UTF8.GetBytes(type))}'");
        }

        var reason = _members.Fault ?? Missing(type) ?? OutOfRange(type);
        return reason is null
            ? new(MessageOutcome.Event, instrument, type, Build(type, instrument), null)
            : new(MessageOutcome.Fault, instrument, type, null, reason);
    }

    private string? Missing(string type)
    {
        var isDisconnect = type == MessageTypes.Disconnect;
        var hasPrice = type is MessageTypes.Trade or MessageTypes.Liquidation;
        var member =
            string.IsNullOrEmpty(_members.Exchange) ? "exchange"
            : string.IsNullOrEmpty(_members.Symbol) && !isDisconnect ? "symbol"
            : _members.Timestamp is null && !isDisconnect ? "timestamp"
            : _members.LocalTimestamp is null ? "localTimestamp"
            : _members.Price is null && hasPrice ? "price"
            : _members.Amount is null && hasPrice ? "amount"
            : _members.Side is null && hasPrice ? "side"
            : type != MessageTypes.BookChange ? null
            : _members.IsSnapshot is null ? "isSnapshot"
            : !_members.HasLevels ? "bids or asks"
            : null;
        return member is null ? null : $"{type} without {member}";
    }

    private string? OutOfRange(string type) => type switch
    {
        MessageTypes.Trade or MessageTypes.Liquidation => EventRules.Figures(_members.Price!.Value, _members.Amount!.Value)
            ?? (EventRules.Taker(_members.Side!) is null ? $"side '{_members.Side}' is not buy, sell or unknown" : null),
        _ => null,
    };

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
            MessageTypes.BookChange => new BookChange
            {
                Instrument = instrument,
                VenueTime = venue,
                ReceivedAt = received,
                IsSnapshot = _members.IsSnapshot!.Value,
                Bids = _members.Bids,
                Asks = _members.Asks,
            },
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
            _ => new Disconnect { Instrument = instrument, VenueTime = received, ReceivedAt = received },
        };
    }
}
