namespace Ballast.Domain.MarketData.Events;

/// <summary>Side of the aggressor, who crossed the spread.</summary>
public enum TakerSide
{
    /// <summary>The venue does not say.</summary>
    Unknown,

    /// <summary>A buyer lifted an ask.</summary>
    Buy,

    /// <summary>A seller hit a bid.</summary>
    Sell,
}
