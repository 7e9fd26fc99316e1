namespace Ballast.Grains.Pnl;

/// <summary>Which funding figures are booked.</summary>
public sealed class FundingOptions
{
    /// <summary>Source of the figures.</summary>
    public FundingUse Source { get; set; } = FundingUse.Both;
}

/// <summary>Sources of funding figures.</summary>
public enum FundingUse
{
    /// <summary>The venue's amount and, until it has arrived, the amount computed from the venue's rate.</summary>
    Both,

    /// <summary>Only the venue's amounts; rates are not booked.</summary>
    Venue,

    /// <summary>Only amounts computed from rates; the venue's amounts are refused.</summary>
    Rate,
}
