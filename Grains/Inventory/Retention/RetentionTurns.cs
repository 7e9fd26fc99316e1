using Ballast.Grains.Inventory.Ledgers.Folds;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Lets the inventories of a silo read their journals for retention one after the other.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public sealed class RetentionTurns : IDisposable
{
    private static readonly TimeSpan Spread = TimeSpan.FromHours(1);

    private readonly LimitedTurns _turn = new(1);

    /// <summary>Time by which an instrument's events are kept longer, so that not all segments of a day expire in the same minute: below an hour, always the same for one instrument.</summary>
    public static TimeSpan Later(InstrumentId instrument)
    {
        // FNV-1a, because the hash code of a string differs between processes.
        var hash = 2_166_136_261u;
        foreach (var character in $"{instrument}")
        {
            hash = (hash ^ character) * 16_777_619u;
        }

        return Spread * (hash / (double)uint.MaxValue);
    }

    /// <summary>Runs work on another thread when it is its turn.</summary>
    internal Task<T> Run<T>(Func<Task<T>> work, CancellationToken cancellationToken) => _turn.Run(work, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();
}
