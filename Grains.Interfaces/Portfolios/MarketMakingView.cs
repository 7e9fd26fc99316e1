using Ballast.Domain.Risk.Quoting;

namespace Ballast.Grains.Interfaces.Portfolios;

/// <summary>Behaviour of a portfolio's inventory in one instrument, and the quotes of models for it.</summary>
[GenerateSerializer, Immutable, Alias("ballast.market-making-view")]
public sealed record MarketMakingView
{
    /// <summary>Age, turnover and mean reversion of the inventory.</summary>
    [Id(0)] public required InventoryFigures Inventory { get; init; }

    /// <summary>Inputs of the models; <see langword="null"/> when there are none.</summary>
    [Id(1)] public required QuoteInputs? Inputs { get; init; }

    /// <summary>Quotes of Avellaneda and Stoikov, then those of Guéant, Lehalle and Fernandez-Tapia; empty without inputs.</summary>
    [Id(2)] public required IReadOnlyList<QuoteView> Quotes { get; init; }

    /// <summary>Why there are no inputs; otherwise <see langword="null"/>.</summary>
    [Id(3)] public string? Reason { get; init; }
}
