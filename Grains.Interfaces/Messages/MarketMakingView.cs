using Ballast.Domain.Risk;

namespace Ballast.Grains.Interfaces;

/// <summary>A portfolio's inventory of one instrument as a market maker's: how it behaves, and where models would quote around it.</summary>
[GenerateSerializer, Immutable, Alias("ballast.market-making-view")]
public sealed record MarketMakingView
{
    /// <summary>Age, turnover and half-life of the inventory.</summary>
    [Id(0)] public required InventoryFigures Inventory { get; init; }

    /// <summary>What the book knows; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(1)] public required QuoteInputs? Inputs { get; init; }

    /// <summary>Avellaneda and Stoikov's quotes, then Guéant, Lehalle and Fernandez-Tapia's; empty without inputs.</summary>
    [Id(2)] public required IReadOnlyList<QuoteView> Quotes { get; init; }

    /// <summary>Why there are no inputs; otherwise <see langword="null"/>.</summary>
    [Id(3)] public string? Reason { get; init; }
}
