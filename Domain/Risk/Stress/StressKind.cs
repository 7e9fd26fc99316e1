namespace Ballast.Domain.Risk.Stress;

/// <summary>Kind of a stress.</summary>
public enum StressKind
{
    /// <summary>Prices move by given relative amounts.</summary>
    Shock,

    /// <summary>Prices move as they did between two past times.</summary>
    Window,

    /// <summary>A venue fails: what it held for us (spot, cash, unrealised profit) is lost; debts to it and hedges at other venues remain.</summary>
    VenueOutage,

    /// <summary>An asset, which may be the report currency, loses value against all others: prices in it rise, and holdings, cash and profit in it are worth less.</summary>
    Depeg,

    /// <summary>Every derivative position pays funding at a rate for some periods.</summary>
    FundingSpike,

    /// <summary>Spreads widen by a factor, and the cost of closing with them.</summary>
    SpreadWidening,
}
