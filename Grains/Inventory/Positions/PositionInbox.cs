using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>A portfolio that is activated in this silo: the outbox sends to it on its own turn, so no message is needed.</summary>
/// <remarks>Create it on the portfolio's scheduler, and dispose of it when the portfolio ends.</remarks>
/// <param name="take">Takes positions, as <c>OnPositions</c> does.</param>
/// <param name="stayActive">Keeps the portfolio active for a while: no call comes with these positions, so it would count as idle.</param>
/// <param name="time">Measures when to say so again.</param>
internal sealed class PositionInbox(Func<IReadOnlyList<PositionPush>, Task<bool>> take, Action<TimeSpan> stayActive, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SaidAgainAfter = TimeSpan.FromMinutes(1);

    // Late events wait for the store of the portfolio; a call between silos would end by then too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskScheduler _scheduler = TaskScheduler.Current;
    private volatile bool _isClosed;
    private long? _saidStamp;

    /// <summary>Whether the portfolio has ended, so that positions must be sent by a call.</summary>
    internal bool IsClosed => _isClosed;

    /// <summary>Runs the outbox's sending on the portfolio's turns. It runs even if the portfolio ends meanwhile.</summary>
    internal Task Run(Func<Task> send) => Task.Factory.StartNew(send, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    /// <summary>Hands positions over; call it within <see cref="Run"/>.</summary>
    /// <returns>Whether somebody follows the portfolio.</returns>
    /// <exception cref="TimeoutException">The portfolio did not store late events in time.</exception>
    /// <exception cref="OperationCanceledException">The portfolio has ended.</exception>
    internal Task<bool> Take(IReadOnlyList<PositionPush> positions)
    {
        if (_isClosed)
        {
            throw new OperationCanceledException("The portfolio has ended; its next activation is sent the positions.");
        }

        if (_saidStamp is not { } said || time.GetElapsedTime(said) >= SaidAgainAfter)
        {
            _saidStamp = time.GetTimestamp();
            stayActive(InUse);
        }

        var taken = take(positions);
        return taken.IsCompleted ? taken : taken.WaitAsync(Patience, time);
    }

    /// <summary>Takes nothing from now on.</summary>
    public void Dispose() => _isClosed = true;
}
