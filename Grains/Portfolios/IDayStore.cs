using Ballast.Domain.Pnl;

namespace Ballast.Grains.Portfolios;

/// <summary>Closed days of portfolios and what was found out about them later. Nothing is ever changed or removed.</summary>
public interface IDayStore
{
    /// <summary>Ends of the days stored, in order.</summary>
    Task<IReadOnlyList<Instant>> List(string portfolio, CancellationToken cancellationToken);

    /// <summary>A day; <see langword="null"/> when it is not stored.</summary>
    Task<DayRecord?> Read(string portfolio, Instant close, CancellationToken cancellationToken);

    /// <summary>Stores a day; does nothing when one that ended at that time is stored.</summary>
    Task Add(string portfolio, DayClose close, CancellationToken cancellationToken);

    /// <summary>Adds a restatement if the day has exactly <paramref name="expected"/> others.</summary>
    /// <returns><see langword="false"/> when it has not: nothing was written.</returns>
    Task<bool> Add(string portfolio, Restatement restatement, int expected, CancellationToken cancellationToken);
}
