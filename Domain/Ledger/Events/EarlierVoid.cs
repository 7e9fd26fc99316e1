using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.Events;

/// <summary>A void as version 0.1 stored it in checkpoints. Only read.</summary>
internal sealed record EarlierVoid
{
    public required string Account { get; init; }

    public required string Portfolio { get; init; }

    public required string TradeId { get; init; }

    public required int Side { get; init; }

    public required long Time { get; init; }

    public required long Sequence { get; init; }

    public string? Reason { get; init; }

    public long? FillTime { get; init; }

    public decimal? Price { get; init; }

    public decimal? Quantity { get; init; }

    internal FillVoid ToVoid(InstrumentId instrument) => new()
    {
        Instrument = instrument, Account = Account, Portfolio = Portfolio, TradeId = TradeId, Side = (Side)Side,
        VenueTime = new(Time), VenueSequence = Sequence, Reason = Reason,
        FillTime = FillTime is { } time ? new Instant(time) : null, Price = Price, Quantity = Quantity,
    };
}
