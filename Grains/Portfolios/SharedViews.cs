using System.Runtime.CompilerServices;

namespace Ballast.Grains.Portfolios;

/// <summary>Gives all watchers of a portfolio the same views: one computation a version, and at most one per spacing, however many watch.</summary>
/// <remarks>Used on one scheduler only.</remarks>
/// <param name="changed">Raised after each change.</param>
/// <param name="version">Version of the inputs now; rises with each change.</param>
/// <param name="compute">Computes a view, with the version of the inputs it was computed from.</param>
/// <param name="spacing">Shortest time between the starts of two computations.</param>
/// <param name="time">Measures the spacing.</param>
internal sealed class SharedViews<T>(
    ChangeSignal changed, Func<long> version, Func<Task<(T View, long Version)>> compute, TimeSpan spacing, TimeProvider time)
{
    /// <summary>Age past which a new reader gets a new view even without a change, because rates may have changed.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    private (T View, long Version)? _last;
    private Task<(T View, long Version)>? _newest;
    private long? _newestBegan;

    /// <summary>The view now, then a new one after each change. A slow reader gets only the newest.</summary>
    internal async IAsyncEnumerable<T> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? seen = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var (next, wanted) = (changed.Next, version());
            if (wanted <= seen)
            {
                await next.WaitAsync(cancellationToken);
                continue;
            }

            var newest = await Get().WaitAsync(cancellationToken);
            while (newest.Version < wanted)
            {
                // It was computed before the last change and was on its way.
                newest = await Get().WaitAsync(cancellationToken);
            }

            seen = newest.Version;
            TickStages.Passed(TickStages.Portfolio, newest.View);
            yield return newest.View;
        }
    }

    private Task<(T View, long Version)> Get()
    {
        if (_newest is { IsCompleted: false })
        {
            return _newest;
        }

        var isCurrent = _last is { } known && known.Version == version() && Age() < Life;
        return isCurrent ? Task.FromResult(_last!.Value) : _newest = Compute();
    }

    private async Task<(T View, long Version)> Compute()
    {
        if (spacing - Age() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time);
        }

        _newestBegan = time.GetTimestamp();
        var made = await compute();
        _last = made;
        return made;
    }

    /// <summary>Time since the last computation began.</summary>
    private TimeSpan Age() => _newestBegan is { } began ? time.GetElapsedTime(began) : TimeSpan.MaxValue;
}
