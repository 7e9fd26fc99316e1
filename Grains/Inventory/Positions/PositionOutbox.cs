using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Hands positions from the inventories of a silo to portfolios, on the turns of those in the silo and to others by one call at a time, with the newest position of each instrument.</summary>
/// <remarks>
/// One per silo. Safe for use from many threads. A newer position replaces an older one, but closed values and late events are
/// kept until a portfolio has received them. After a failure the portfolio is left alone for a while, at most 5 s; while it accepts nothing for
/// minutes, only the newest closed values are kept.
/// </remarks>
public sealed partial class PositionOutbox(IGrainFactory grains, PositionInboxes inboxes, TimeProvider time, ILogger<PositionOutbox> logger)
{
    private static readonly TimeSpan TakePatience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PortfolioBox> _boxes = new(StringComparer.Ordinal);

    /// <summary>Posts a position. It replaces a waiting one of the same instrument, whose closed values and late events are kept.</summary>
    public void Post(string portfolio, PositionPush push)
    {
        ArgumentNullException.ThrowIfNull(push);
        lock (_gate)
        {
            var box = BoxOf(portfolio);
            box.Put(push);
            Start(portfolio, box);
        }
    }

    /// <summary>Posts the position of an inventory, which is asked for it when it is sent.</summary>
    public void Post(string portfolio, IPositionSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        lock (_gate)
        {
            var box = BoxOf(portfolio);
            box.Put(source);
            Start(portfolio, box);
        }
    }

    /// <summary>Completes when portfolios have received or refused everything posted before the call.</summary>
    public async Task Flush()
    {
        lock (_gate)
        {
            foreach (var (portfolio, box) in _boxes.Where(box => box.Value.Pause is not null))
            {
                box.Pause = null;
                Start(portfolio, box);
            }
        }

        while (true)
        {
            Task[] inFlight;
            lock (_gate)
            {
                inFlight = [.. _boxes.Values.SelectMany(box => new[] { box.InFlight, box.Late }).Where(task => !task.IsCompleted)];
            }

            if (inFlight.Length == 0)
            {
                return;
            }

            await Task.WhenAll(inFlight);
        }
    }

    private PortfolioBox BoxOf(string portfolio) => _boxes.TryGetValue(portfolio, out var box) ? box : _boxes[portfolio] = new();

    private void Start(string portfolio, PortfolioBox box)
    {
        if (box.InFlight.IsCompleted && box.Pause is null && !box.IsEmpty)
        {
            box.InFlight = Run(portfolio, box);
        }
    }

    private Task Run(string portfolio, PortfolioBox box) =>
        inboxes.Find(portfolio) is { } inbox ? inbox.Run(() => Send(portfolio, box, inbox)) : SendByCalls(portfolio, box);

    private Task SendByCalls(string portfolio, PortfolioBox box) => Task.Run(() => Send(portfolio, box, null));

    /// <summary>Sends until nothing waits: on the turns of a portfolio in this silo, otherwise by calls.</summary>
    private async Task Send(string portfolio, PortfolioBox box, PositionInbox? inbox)
    {
        while (true)
        {
            if (inbox is { IsClosed: true })
            {
                // No answer would come back to an activation that has ended.
                await SendByCalls(portfolio, box);
                return;
            }

            IPositionSource[] sources;
            lock (_gate)
            {
                if (box.IsEmpty || box.Pause is not null)
                {
                    // Set under the lock: a post made between here and the task's end would otherwise not be sent.
                    box.InFlight = Task.CompletedTask;
                    return;
                }

                sources = box.TakeSources();
            }

            await Take(portfolio, box, sources);
            PositionPush[] pushes;
            lock (_gate)
            {
                pushes = box.TakePushes();
            }

            await Send(portfolio, box, inbox, pushes, sources);
            if (inbox is { IsClosed: false })
            {
                // The portfolio's other work has its turn, however fast positions come.
                await Task.Yield();
            }
        }
    }

    /// <summary>Puts the positions of inventories into the portfolio's box. One that does not answer soon is posted when it does, so that the others need not wait.</summary>
    private async Task Take(string portfolio, PortfolioBox box, IPositionSource[] sources)
    {
        if (sources.Length == 0)
        {
            return;
        }

        var all = Task.WhenAll(sources.Select(Put));
        try
        {
            await all.WaitAsync(TakePatience, time);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                box.Late = Task.WhenAll(box.Late, all);
            }
        }

        async Task Put(IPositionSource source)
        {
            try
            {
                if (await source.Take(portfolio) is { } push)
                {
                    Post(portfolio, push);
                }
            }
            catch (Exception e)
            {
                // Whatever it is, other inventories go on, and this one announces its position again within a second.
                PositionNotComputed(logger, e, source.Instrument, portfolio);
            }
        }
    }

    /// <summary>Sends pushes in as many calls as they need. Those after a failed call are put back.</summary>
    private async Task Send(string portfolio, PortfolioBox box, PositionInbox? inbox, PositionPush[] pushes, IPositionSource[] sources)
    {
        var parts = PushParts.Of(pushes, box.MaxSize);
        for (var i = 0; i < parts.Count; i++)
        {
            try
            {
                var isFollowed = await (inbox?.Take(parts[i]) ?? grains.Portfolio(new(portfolio)).OnPositions(parts[i]));
                foreach (var source in sources)
                {
                    source.SetFollowed(portfolio, isFollowed);
                }

                AcceptedBy(portfolio, box);
            }
            catch (Exception e)
            {
                // Any failure of the portfolio may pass. A part that has arrived although its call failed does no harm when it is repeated.
                PositionsNotAccepted(logger, e, portfolio, parts[i].Count);
                Postpone(portfolio, box, parts.Skip(i).SelectMany(part => part));
                return;
            }
        }
    }

    private void AcceptedBy(string portfolio, PortfolioBox box)
    {
        long dropped;
        lock (_gate)
        {
            dropped = box.Dropped;
            box.Succeeded();
        }

        if (dropped > 0)
        {
            ClosedValuesDropped(logger, portfolio, dropped);
        }
    }

    private void Postpone(string portfolio, PortfolioBox box, IEnumerable<PositionPush> unsent)
    {
        lock (_gate)
        {
            // The newest first, because each is put behind those that already wait.
            foreach (var push in unsent.Reverse())
            {
                box.Put(push);
            }

            var before = box.Dropped;
            var pause = box.Failed(time);
            if (before == 0 && box.Dropped > 0)
            {
                DroppingClosedValues(logger, portfolio, PortfolioBox.KeepsAll, PortfolioBox.Kept);
            }

            Resume(portfolio, box, box.Pause, pause).Ignore();
        }
    }

    private async Task Resume(string portfolio, PortfolioBox box, int? pause, TimeSpan after)
    {
        await Task.Delay(after, time);
        lock (_gate)
        {
            if (box.Pause == pause)
            {
                box.Pause = null;
                Start(portfolio, box);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the position of portfolio {Portfolio} could not be computed")]
    private static partial void PositionNotComputed(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} did not accept {Count} positions; they are sent again")]
    private static partial void PositionsNotAccepted(ILogger logger, Exception exception, string portfolio, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} has accepted nothing for {Time}: closed values are dropped, except those of the last {Kept} at most")]
    private static partial void DroppingClosedValues(ILogger logger, string portfolio, TimeSpan time, TimeSpan kept);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} accepts positions again; {Count} closed values were dropped meanwhile and are missing from its curve")]
    private static partial void ClosedValuesDropped(ILogger logger, string portfolio, long count);
}
