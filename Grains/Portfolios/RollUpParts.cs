using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios;

/// <summary>What a portfolio's figures are made of, besides rates.</summary>
internal sealed record RollUpParts
{
    /// <summary>Whose figures.</summary>
    internal required string Portfolio { get; init; }

    /// <summary>Ledgers of every member and child that answered, by instrument, portfolio, account.</summary>
    internal required PositionView[] Positions { get; init; }

    /// <summary>Members that did not answer; with any, no sum is known.</summary>
    internal InstrumentId[] Missing { get; init; } = [];

    /// <summary>What is missing of portfolios below, in words; with any, no sum is known either.</summary>
    internal string[] MissingBelow { get; init; } = [];

    /// <summary>What each portfolio converted of its earlier profit, so that FX parts add up over the tree.</summary>
    internal required IReadOnlyDictionary<string, FxTranslation> Translations { get; init; }
}
