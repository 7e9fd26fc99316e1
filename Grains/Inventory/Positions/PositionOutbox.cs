using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Sends positions from the inventories of a silo to portfolios, one call per portfolio at a time, with the newest position of each instrument.</summary>
/// <remarks>
/// One per silo. Safe for use from many threads. A newer position replaces an older one, but closed values and late events are
/// kept until a portfolio has received them.
/// </remarks>
public sealed partial class PositionOutbox(IGrainFactory grains, ILogger<PositionOutbox> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);

    /// <summary>Posts a position. It replaces a waiting one of the same instrument, whose closed values and late events are kept.</summary>
    public void Post(string portfolio, PositionPush push)
    {
        ArgumentNullException.ThrowIfNull(push);
        lock (_gate)
        {
            if (!_boxes.TryGetValue(portfolio, out var box))
            {
                box = _boxes[portfolio] = new();
            }

            box.Dirty[push.Instrument] = box.Dirty.TryGetValue(push.Instrument, out var waiting) ? push.After(waiting) : push;
            if (box.InFlight.IsCompleted)
            {
                box.InFlight = Task.Run(() => Send(portfolio, box));
            }
        }
    }

    /// <summary>Completes when portfolios have received or refused everything posted before the call.</summary>
    public async Task Flush()
    {
        while (true)
        {
            Task[] inFlight;
            lock (_gate)
            {
                inFlight = [.. _boxes.Values.Select(box => box.InFlight).Where(task => !task.IsCompleted)];
            }

            if (inFlight.Length == 0)
            {
                return;
            }

            await Task.WhenAll(inFlight);
        }
    }

    private async Task Send(string portfolio, Box box)
    {
        while (true)
        {
            PositionPush[] pushes;
            lock (_gate)
            {
                if (box.Dirty.Count == 0)
                {
                    // Set under the lock: a post made between here and the task's end would otherwise not be sent.
                    box.InFlight = Task.CompletedTask;
                    return;
                }

                pushes = [.. box.Dirty.Values];
                box.Dirty.Clear();
            }

            try
            {
                await grains.Portfolio(new(portfolio)).OnPositions(pushes);
            }
            catch (Exception e)
            {
                // After any failure of the portfolio the positions are sent with the next post, which every inventory makes within a second.
                PositionsNotAccepted(logger, e, portfolio, pushes.Length);
                PutBack(box, pushes);
                return;
            }
        }
    }

    private void PutBack(Box box, PositionPush[] pushes)
    {
        lock (_gate)
        {
            foreach (var push in pushes)
            {
                box.Dirty[push.Instrument] = box.Dirty.TryGetValue(push.Instrument, out var newer) ? newer.After(push) : push;
            }

            box.InFlight = Task.CompletedTask;
        }
    }

    private sealed class Box
    {
        internal Dictionary<InstrumentId, PositionPush> Dirty { get; } = [];

        internal Task InFlight { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} did not accept {Count} positions; they are sent again")]
    private static partial void PositionsNotAccepted(ILogger logger, Exception exception, string portfolio, int count);
}
