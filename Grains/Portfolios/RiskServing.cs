namespace Ballast.Grains.Portfolios;

/// <summary>What risk is made of, in short: while none of it is another, a new computation would give the same.</summary>
/// <param name="Positions">Version of the positions.</param>
/// <param name="ClosedIndex">Newest closed point of the grid.</param>
/// <param name="FxVersion">Version of the FX table.</param>
/// <param name="FreshRates">Quotes of it that are not too old.</param>
/// <param name="Silent">Members that have not answered.</param>
internal readonly record struct RiskBasis(long Positions, long ClosedIndex, long FxVersion, int FreshRates, int Silent);

/// <summary>Serves a portfolio's last risk, and has a new one made when it is due: at most one at a time, and at most one per interval.</summary>
/// <remarks>
/// A result stands in while a newer one is made, until it is older than twice the interval; callers then wait. A failure is told to
/// whoever waits for it, and the next computation may start an interval after the failed one did. For one thread at a time: a grain's turns.
/// </remarks>
/// <param name="compute">Makes a new one.</param>
/// <param name="interval">Shortest time between two starts; 0 makes one for every caller, begun after the call.</param>
/// <param name="time">Measures it.</param>
internal sealed class RiskServing(Func<Task<RiskView>> compute, TimeSpan interval, TimeProvider time)
{
    private RiskView? _last;
    private RiskBasis _lastOf;
    private long _lastBegan;
    private Task<RiskView>? _newest;
    private long _newestBegan;
    private Task<RiskView>? _following;

    private bool IsRunning => _newest is { IsCompleted: false };

    /// <summary>The last risk, or a new one.</summary>
    internal Task<RiskView> Get(RiskBasis now)
    {
        if (interval == TimeSpan.Zero)
        {
            return IsRunning ? _following ??= Follow(_newest!, now) : Begin(now);
        }

        if (_last is not null && now == _lastOf)
        {
            return Task.FromResult(_last);
        }

        if (!IsRunning && (_newest is null || time.GetElapsedTime(_newestBegan) >= interval))
        {
            Begin(now);
        }

        return _last is not null && time.GetElapsedTime(_lastBegan) <= interval * 2 ? Task.FromResult(_last) : _newest!;
    }

    private Task<RiskView> Begin(RiskBasis of)
    {
        _newestBegan = time.GetTimestamp();
        _newest = Run(of);

        // Callers may all have been served the last one.
        _newest.Ignore();
        return _newest;
    }

    private async Task<RiskView> Run(RiskBasis of)
    {
        var began = time.GetTimestamp();
        var view = await compute();
        (_last, _lastOf, _lastBegan) = (view, of, began);
        return view;
    }

    /// <summary>What is running began before this caller came, so it may lack what the caller knows.</summary>
    private async Task<RiskView> Follow(Task running, RiskBasis of)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _following = null;
        return await Begin(of);
    }
}
