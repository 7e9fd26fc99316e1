using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>A subscriber of mids that is activated in this silo. Its book announces what waits, and the subscriber takes it on its own turn, so no message is sent.</summary>
/// <remarks>
/// Create it on the subscriber's scheduler and dispose of it when the subscriber ends; announcements may come from any thread. What is announced to one that has ended
/// stays with the book.
/// </remarks>
internal sealed partial class MidInbox : IDisposable
{
    private readonly TaskScheduler _scheduler = TaskScheduler.Current;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _token;
    private readonly Func<object?, bool> _takeWaiting;
    private readonly Action<MidUpdate> _take;
    private readonly ILogger _logger;

    /// <summary>Opens an inbox.</summary>
    /// <param name="take">Applies an update, on the subscriber's turn.</param>
    /// <param name="logger">Logs updates that could not be applied.</param>
    internal MidInbox(Action<MidUpdate> take, ILogger logger) =>
        (_take, _logger, _token, _takeWaiting) = (take, logger, _closed.Token, waiting => TakeWaiting((MidSubscription)waiting!));

    /// <summary>Whether the subscriber takes nothing here any more.</summary>
    internal bool IsClosed => _token.IsCancellationRequested;

    /// <summary>Lets the subscriber take what waits on its next turn.</summary>
    internal void Announce(MidSubscription waiting) => _ = Turn(waiting);

    /// <summary>As <see cref="Announce"/>; completes when the subscriber has had its turn, or the inbox is closed.</summary>
    /// <returns>Whether it was applied.</returns>
    internal async Task<bool> Take(MidSubscription waiting)
    {
        try
        {
            return await Turn(waiting).WaitAsync(_token);
        }
        catch (OperationCanceledException) when (IsClosed)
        {
            return false;
        }
    }

    /// <summary>Takes nothing from now on.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private Task<bool> Turn(MidSubscription waiting) =>
        Task.Factory.StartNew(_takeWaiting, waiting, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);

    private bool TakeWaiting(MidSubscription waiting)
    {
        if (IsClosed)
        {
            return false;
        }

        var update = waiting.Take();
        try
        {
            _take(update);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is, it is an error of ours: the mids are taken again with the next ones.
            waiting.PutBack(update);
            NotApplied(_logger, e, update.Instrument);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mids of {Instrument} could not be applied; they are kept and taken again")]
    private static partial void NotApplied(ILogger logger, Exception exception, InstrumentId instrument);
}
