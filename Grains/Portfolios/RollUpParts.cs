using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Portfolios;

/// <summary>Inputs of a portfolio's figures, besides positions and rates.</summary>
internal sealed record RollUpParts
{
    /// <summary>Name of the portfolio.</summary>
    internal required string Portfolio { get; init; }

    /// <summary>Activation of the portfolio.</summary>
    internal long Epoch { get; init; }

    /// <summary>Number of the view within the activation.</summary>
    internal long Version { get; init; }

    /// <summary>Members that did not answer. If there are any, no sum is known.</summary>
    internal InstrumentId[] Missing { get; init; } = [];

    /// <summary>What is missing from portfolios below, in words. If there is anything, no sum is known.</summary>
    internal string[] MissingBelow { get; init; } = [];

    /// <summary>Profit that a portfolio has converted so far, so that FX parts add up over the tree.</summary>
    internal required Func<string, FxTranslation> TranslationOf { get; init; }
}
