namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>Runs work one after the other, in the order of the calls.</summary>
/// <remarks>Safe for use from many threads.</remarks>
internal sealed class OneAtATime : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Runs work on another thread when it is its turn. A failure gives the turn on.</summary>
    /// <remarks>Waiting too is done on other threads, so that the turn is given on whatever becomes of the caller's scheduler.</remarks>
    internal Task<T> Run<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                return await work();
            }
            finally
            {
                _turn.Release();
            }
        },
        cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();
}
