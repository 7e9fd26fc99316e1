using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>The newest FX table, which the FX grain sends to each silo when a rate has changed. Safe for use from many threads.</summary>
public sealed partial class FxTableCache(IGrainFactory grains, RateNeeds needs, MarketClock clock, TimeProvider time, ILogger<FxTableCache> logger)
    : IDisposable
{
    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private int _isStarted;
    private bool _needsFailed;
    private volatile bool _isOpen;
    private volatile FxTable _newest = FxTable.Empty;

    /// <summary>The table as the silo knows it, at most a tenth of a second behind the FX grain, with ages as of now.</summary>
    /// <param name="assets">Assets that will be converted into the report currency.</param>
    public async ValueTask<FxTable> Get(IEnumerable<string> assets)
    {
        if (await TellNeeds(assets))
        {
            return await Refresh();
        }

        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            // Not on the scheduler of the grain that happens to ask first.
            _ = Task.Run(Follow);
        }

        return _isOpen ? Now(_newest) : await Refresh();
    }

    /// <summary>The table as the FX grain has it now.</summary>
    /// <param name="assets">Assets that will be converted into the report currency.</param>
    public async Task<FxTable> Refresh(IEnumerable<string> assets)
    {
        await TellNeeds(assets);
        return await Refresh();
    }

    /// <summary>The table as the FX grain has it now.</summary>
    public async Task<FxTable> Refresh()
    {
        var table = await grains.Fx().GetTable();
        Take(table);
        return table;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Tells the FX grain what is converted; figures do not depend on its having stored that.</summary>
    /// <returns>Whether the table may have changed by it.</returns>
    private async ValueTask<bool> TellNeeds(IEnumerable<string> assets)
    {
        try
        {
            var isNew = await needs.Add(assets);
            _needsFailed = false;
            return isNew;
        }
        catch (Exception e)
        {
            // Whatever failed, the next view tells it again. A lasting failure is logged once.
            if (!_needsFailed)
            {
                NeedsNotAccepted(logger, e);
            }

            _needsFailed = true;
            return true;
        }
    }

    private async Task Follow()
    {
        var stop = _stopping.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var table in grains.Fx().Watch(stop).WithBatchSize(1))
                {
                    Take(table);
                    _isOpen = true;
                }
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // Whatever ended the watch, a new one is opened; until then each table is asked for.
                Ended(logger, e);
            }

            _isOpen = false;
            await Task.Delay(ReopenAfter, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Keeps a table, unless a newer one was asked for while it was on its way.</summary>
    private void Take(FxTable table)
    {
        if (table.Now >= _newest.Now || !_isOpen)
        {
            _newest = table;
        }
    }

    private FxTable Now(FxTable table) => clock.Now is var now && now > table.Now ? table with { Now = now } : table;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The FX grain did not accept the assets that are converted; it is told again")]
    private static partial void NeedsNotAccepted(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The watch of FX tables ended and is opened again")]
    private static partial void Ended(ILogger logger, Exception exception);
}
