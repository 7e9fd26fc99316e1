namespace Ballast.Domain.MarketData.Events;

/// <summary>Changed levels of a book, applied as one unit.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-change")]
public sealed record BookChange : MarketEvent
{
    /// <summary>Whether the levels replace the whole book.</summary>
    [Id(0)] public required bool IsSnapshot { get; init; }

    [Id(1)] private BookSides _sides;

    /// <inheritdoc />
    public override int Levels => Bids.Length + Asks.Length;

    /// <summary>Changed bids, in any order; of a repeated price the last one counts.</summary>
    public required BookLevel[] Bids { get => _sides.Bids; init => _sides = _sides with { Bids = value }; }

    /// <summary>Changed asks, in any order; of a repeated price the last one counts.</summary>
    public required BookLevel[] Asks { get => _sides.Asks; init => _sides = _sides with { Asks = value }; }
}
