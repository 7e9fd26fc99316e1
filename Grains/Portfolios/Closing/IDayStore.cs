using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Closed days of portfolios with their restatements. Nothing is ever changed or removed.</summary>
public interface IDayStore
{
    /// <summary>Ends of the days stored, in order.</summary>
    Task<IReadOnlyList<Instant>> List(string portfolio, CancellationToken cancellationToken);

    /// <summary>A day; <see langword="null"/> when it is not stored.</summary>
    Task<DayRecord?> Read(string portfolio, Instant close, CancellationToken cancellationToken);

    /// <summary>Stores a day; does nothing when one that ended at that time is stored.</summary>
    Task Add(string portfolio, DayClose close, CancellationToken cancellationToken);

    /// <summary>Adds a restatement if the day has exactly <paramref name="expected"/> restatements.</summary>
    /// <returns>Whether it was added; <see langword="false"/> means that the day has another number of them.</returns>
    Task<bool> Add(string portfolio, Restatement restatement, int expected, CancellationToken cancellationToken);
}
