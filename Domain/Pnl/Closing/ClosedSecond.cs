using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Closing;

/// <summary>Profit of a portfolio's members at a second.</summary>
public sealed record ClosedSecond
{
    /// <summary>The whole second.</summary>
    public required Instant At { get; init; }

    /// <summary>Sums by settle asset over the members that closed it.</summary>
    public required IReadOnlyList<SettledProfit> Settled { get; init; }

    /// <summary>Members that did not close it, in order.</summary>
    public required IReadOnlyList<InstrumentId> Missing { get; init; }

    /// <summary>Members that closed it, in order; <see langword="null"/> unless they were kept.</summary>
    public required IReadOnlyList<DayMember>? Members { get; init; }

    /// <summary>Holdings of the members that closed it, in order; <see langword="null"/> unless they were kept.</summary>
    public IReadOnlyList<ClosedHolding>? Holdings { get; init; }
}
