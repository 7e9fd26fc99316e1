using Ballast.Domain.Instruments;

namespace Ballast.Domain.MarketData.Events;

/// <summary>The recorder or feed lost its connection, so the book is unknown until the next snapshot.</summary>
/// <remarks>It has no venue time of its own: <see cref="MarketEvent.VenueTime"/> equals the arrival.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.disconnect")]
public sealed record Disconnect : MarketEvent
{
    /// <summary>When the symbol is empty: the symbols of the exchange concerned, in any letter case; <see langword="null"/> or empty means all.</summary>
    [Id(0)] public IReadOnlyList<string>? Symbols { get; init; }

    /// <summary>Whether the loss concerns an instrument.</summary>
    public bool Concerns(InstrumentId id) =>
        id.Exchange == Instrument.Exchange
        && (Instrument.Symbol.Length > 0
            ? id.Symbol == Instrument.Symbol
            : Symbols is not { Count: > 0 } || Symbols.Contains(id.Symbol, StringComparer.OrdinalIgnoreCase));

    /// <summary>The same loss for one of the instruments concerned.</summary>
    public Disconnect Of(InstrumentId id) => this with { Instrument = id, Symbols = null };
}
