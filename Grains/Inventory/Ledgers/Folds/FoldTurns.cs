namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>
/// Lets the inventories of a silo fold whole long journals one after the other, and short ones a few at once, so that many that need it at once take the
/// memory and the time of few.
/// </summary>
/// <remarks>Safe for use from many threads. A fold never starts another one, so it does not wait for itself.</remarks>
public sealed class FoldTurns : IDisposable
{
    private readonly LimitedTurns _long = new(1);
    private readonly LimitedTurns _short = new(ShortAtOnce);

    /// <summary>Maximum number of short journals that are folded at once.</summary>
    internal static int ShortAtOnce { get; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Number of entries up to which a journal is folded beside long ones, in parts of a second, so that a small inventory waits for no large one.</summary>
    internal long Short { get; init; } = 20_000;

    /// <summary>Runs a fold on another thread when it is its turn.</summary>
    /// <param name="entries">Number of entries of the journal.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    internal Task<T> Run<T>(long entries, Func<Task<T>> fold, CancellationToken cancellationToken) =>
        (entries <= Short ? _short : _long).Run(fold, cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _long.Dispose();
        _short.Dispose();
    }
}
