using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Domain.Pnl.Closing;

/// <summary>Profit of one instrument of a portfolio at the end of a day.</summary>
[GenerateSerializer, Immutable, Alias("ballast.day-member")]
public sealed record DayMember
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Asset of the figures; empty when the inventory never reported it.</summary>
    [Id(1)] public required string Asset { get; init; }

    /// <summary>Profit over all accounts of the portfolio, in the settle asset.</summary>
    [Id(2)] public required PnlAttribution Value { get; init; }

    /// <summary>Price at which it was valued, in quote; <see langword="null"/> without a mark.</summary>
    [Id(3)] public required decimal? Mark { get; init; }

    /// <summary>Last mid used in the attribution, in quote; <see langword="null"/> without one.</summary>
    [Id(4)] public required decimal? Mid { get; init; }

    /// <summary>A member whose figures are all unknown at that time, for the reason given.</summary>
    public static DayMember Unknown(InstrumentId instrument, string asset, string reason) => new()
    {
        Instrument = instrument,
        Asset = asset,
        Value = new() { Spread = null, Inventory = null, MarkBasis = null, Fees = null, Funding = null, Fx = 0, Total = null, Reason = reason },
        Mark = null,
        Mid = null,
    };
}
