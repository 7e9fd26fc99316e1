namespace Ballast.Grains.Pnl;

/// <summary>Which funding figures are booked.</summary>
public sealed class FundingOptions
{
    /// <summary>Where they come from.</summary>
    public FundingUse Source { get; set; } = FundingUse.Both;
}

/// <summary>Where funding figures come from.</summary>
public enum FundingUse
{
    /// <summary>The venue's amount, and until that has come the amount that follows from its rate.</summary>
    Both,

    /// <summary>Only the venue's amounts; rates are not booked.</summary>
    Venue,

    /// <summary>Only amounts that follow from rates; the venue's amounts are refused.</summary>
    Rate,
}
