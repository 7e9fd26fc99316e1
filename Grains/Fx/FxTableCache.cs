using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>The newest FX table a silo has seen. Safe for use from many threads.</summary>
public sealed class FxTableCache(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMilliseconds(100);

    private volatile Entry _newest = new(FxTable.Empty, 0);

    /// <summary>A table at most a tenth of a second old.</summary>
    public ValueTask<FxTable> Get()
    {
        var entry = _newest;
        return entry.Stamp != 0 && time.GetElapsedTime(entry.Stamp) < Life ? new(entry.Table) : new(Refresh());
    }

    /// <summary>The table as it is now.</summary>
    public async Task<FxTable> Refresh()
    {
        var table = await grains.Fx().GetTable();
        _newest = new(table, time.GetTimestamp());
        return table;
    }

    private sealed record Entry(FxTable Table, long Stamp);
}
