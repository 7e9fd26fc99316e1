namespace Ballast.Domain.Pnl.Closing;

/// <summary>Distance between the points of a curve.</summary>
public enum CurveResolution
{
    /// <summary>One second; kept for a day.</summary>
    Second,

    /// <summary>One minute; kept for 90 days.</summary>
    Minute,

    /// <summary>One UTC day; kept for ever.</summary>
    Day,
}
