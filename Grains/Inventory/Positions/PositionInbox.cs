using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>A portfolio that is activated in this silo: the outbox hands it positions on its own turn, so no message is sent.</summary>
/// <remarks>Create it on the portfolio's scheduler, and dispose of it when the portfolio ends.</remarks>
/// <param name="take">Takes positions, as <c>OnPositions</c> does.</param>
internal sealed class PositionInbox(Func<IReadOnlyList<PositionPush>, Task<bool>> take) : IDisposable
{
    // Late events wait for the store of the portfolio; a call between silos would end by then too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskScheduler _scheduler = TaskScheduler.Current;
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Hands positions over.</summary>
    /// <returns>Whether somebody follows the portfolio.</returns>
    /// <exception cref="OperationCanceledException">The portfolio has ended.</exception>
    /// <exception cref="TimeoutException">It did not store late events in time.</exception>
    internal Task<bool> Take(IReadOnlyList<PositionPush> positions) =>
        Task.Factory.StartNew(() => take(positions), _closed.Token, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap().WaitAsync(Patience, _closed.Token);

    /// <summary>Takes nothing from now on.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }
}
