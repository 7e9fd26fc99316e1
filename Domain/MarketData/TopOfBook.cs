namespace Ballast.Domain.MarketData;

/// <summary>How best bid and best ask lie to each other.</summary>
public enum TopOfBook
{
    /// <summary>Neither is there.</summary>
    Empty,

    /// <summary>Only one is there.</summary>
    OneSided,

    /// <summary>The bid is below the ask.</summary>
    Normal,

    /// <summary>Both have the same price.</summary>
    Locked,

    /// <summary>The bid is above the ask.</summary>
    Crossed,
}
