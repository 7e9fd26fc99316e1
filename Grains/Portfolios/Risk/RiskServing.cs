using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Versions of the inputs of risk. While none of them changes, a new computation gives the same figures.</summary>
/// <param name="Positions">Version of the positions.</param>
/// <param name="ClosedIndex">Newest closed point of the grid.</param>
/// <param name="FxVersion">Version of the FX table.</param>
/// <param name="FreshRates">Number of its quotes that are not too old.</param>
/// <param name="Silent">Number of members and of entries from below that are missing.</param>
internal readonly record struct RiskBasis(long Positions, long ClosedIndex, long FxVersion, int FreshRates, int Silent);

/// <summary>Serves a portfolio's last risk, and computes a new one when it is due: at most one at a time, and at most one per interval.</summary>
/// <remarks>
/// While a newer result is computed, callers get the last one, until it is older than twice the interval; then they wait. A caller that waits for a
/// computation that fails gets its exception, and the next computation may start an interval after the failed one started. Not safe for concurrent use.
/// </remarks>
/// <param name="compute">Computes the risk as it is now.</param>
/// <param name="interval">Shortest time between two starts; 0 computes for every caller, beginning after the call.</param>
/// <param name="time">Measures the interval.</param>
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
            return IsRunning ? _following ??= RunAfter(_newest!, now) : Begin(now);
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

        // Nobody may be waiting for it, because every caller got the last result.
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

    /// <summary>Starts a computation after the running one, which began before this call and may lack newer inputs.</summary>
    private async Task<RiskView> RunAfter(Task running, RiskBasis of)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _following = null;
        return await Begin(of);
    }
}
