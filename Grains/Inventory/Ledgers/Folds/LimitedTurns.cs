namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>Runs work in the order of the calls, a limited number of pieces at once.</summary>
/// <remarks>Safe for use from many threads.</remarks>
/// <param name="atOnce">Maximum number of pieces that run at once.</param>
internal sealed class LimitedTurns(int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(atOnce, atOnce);

    /// <summary>Runs work on another thread when it is its turn. A failure gives the turn on.</summary>
    /// <remarks>Waiting too is done on other threads, so that the turn is given on whatever becomes of the caller's scheduler.</remarks>
    internal Task<T> Run<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                return await work();
            }
            finally
            {
                _turns.Release();
            }
        },
        cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _turns.Dispose();
}
