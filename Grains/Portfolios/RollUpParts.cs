using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios;

/// <summary>Inputs of a portfolio's figures, besides rates.</summary>
internal sealed record RollUpParts
{
    /// <summary>Name of the portfolio.</summary>
    internal required string Portfolio { get; init; }

    /// <summary>Ledgers of every member and child that answered, by instrument, portfolio, account.</summary>
    internal required PositionView[] Positions { get; init; }

    /// <summary>Members that did not answer. If there are any, no sum is known.</summary>
    internal InstrumentId[] Missing { get; init; } = [];

    /// <summary>What is missing from portfolios below, in words. If there is anything, no sum is known.</summary>
    internal string[] MissingBelow { get; init; } = [];

    /// <summary>Profit that each portfolio has converted so far, so that FX parts add up over the tree.</summary>
    internal required IReadOnlyDictionary<string, FxTranslation> Translations { get; init; }
}
