using System.Runtime.CompilerServices;

namespace Ballast.Grains.Portfolios;

/// <summary>Gives all watchers of a portfolio the same views: one computation a version, and at most one per spacing, however many watch.</summary>
/// <remarks>
/// A computation that took long is followed by a rest of three times that, so that views take at most a quarter of a core. Of the last two computations
/// the shorter counts: one that the machine interrupted delays nobody. Used on one scheduler only.
/// </remarks>
/// <param name="changed">Raised after each change.</param>
/// <param name="version">Version of the inputs now; rises with each change.</param>
/// <param name="read">Reads what a view needs from elsewhere.</param>
/// <param name="compute">Computes a view, with the version of the inputs it was computed from.</param>
/// <param name="spacing">Shortest time between the starts of two computations.</param>
/// <param name="time">Measures spacing and computations.</param>
internal sealed class SharedViews<TRead, TView>(
    ChangeSignal changed, Func<long> version, Func<ValueTask<TRead>> read, Func<TRead, (TView View, long Version)> compute, TimeSpan spacing, TimeProvider time)
{
    /// <summary>Rest after a computation, in times of what it took.</summary>
    private const int RestPerWork = 3;

    /// <summary>Age past which a new reader gets a new view even without a change, because rates may have changed.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    /// <summary>A shorter rest is left out, because no timer is as exact.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);

    private (TView View, long Version)? _last;
    private Task<(TView View, long Version)>? _newest;
    private long? _newestBegan;
    private long _ended;
    private TimeSpan _took;
    private TimeSpan _tookBefore;

    /// <summary>The view now, then a new one after each change. A slow reader gets only the newest.</summary>
    internal async IAsyncEnumerable<TView> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? seen = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var wanted = version();
            if (wanted <= seen)
            {
                await changed.Next.WaitAsync(cancellationToken);
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

    private Task<(TView View, long Version)> Get()
    {
        if (_newest is { IsCompleted: false })
        {
            return _newest;
        }

        var isCurrent = _last is { } known && known.Version == version() && Age() < Life;
        return isCurrent ? Task.FromResult(_last!.Value) : _newest = Compute();
    }

    private async Task<(TView View, long Version)> Compute()
    {
        if (Wait() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time);
        }

        _newestBegan = time.GetTimestamp();
        var input = await read();
        var began = time.GetTimestamp();
        var made = compute(input);
        _ended = time.GetTimestamp();
        (_tookBefore, _took) = (_took, time.GetElapsedTime(began, _ended));
        _last = made;
        return made;
    }

    private TimeSpan Wait()
    {
        var byPace = spacing - Age();
        var work = _took < _tookBefore ? _took : _tookBefore;
        if (work * RestPerWork < ShortestRest)
        {
            return byPace;
        }

        var rest = (work * RestPerWork) - time.GetElapsedTime(_ended);
        return rest >= ShortestRest && rest > byPace ? rest : byPace;
    }

    /// <summary>Time since the last computation began.</summary>
    private TimeSpan Age() => _newestBegan is { } began ? time.GetElapsedTime(began) : TimeSpan.MaxValue;
}
