namespace Ballast.Domain.MarketData.Books;

/// <summary>Relation of the best bid to the best ask.</summary>
public enum TopOfBook
{
    /// <summary>There is neither bid nor ask.</summary>
    Empty,

    /// <summary>There is only a bid or only an ask.</summary>
    OneSided,

    /// <summary>The bid is below the ask.</summary>
    Normal,

    /// <summary>The bid equals the ask.</summary>
    Locked,

    /// <summary>The bid is above the ask.</summary>
    Crossed,
}
