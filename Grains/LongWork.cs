namespace Ballast.Grains;

/// <summary>Work of a grain that may take longer than a call may. Each call waits for it for a while, and its caller calls again until it has ended.</summary>
/// <remarks>However slow the machine is, no call takes long. Used on the grain's scheduler only.</remarks>
/// <typeparam name="T">Result of the work.</typeparam>
/// <param name="time">Measures how long a call has waited.</param>
internal sealed class LongWork<T>(TimeProvider time)
{
    /// <summary>Longest wait of one call; calls time out after 30 s.</summary>
    internal static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(2);

    private Guid _request;
    private Task<T>? _work;

    /// <summary>Begins the work of a request, or waits on for it; work of another request that is under way ends first.</summary>
    /// <param name="request">Names the request; the same in each of its calls.</param>
    /// <param name="begin">Begins the work.</param>
    /// <returns>Whether it has ended, and then its result.</returns>
    internal async Task<(bool HasEnded, T? Result)> Continue(Guid request, Func<Task<T>> begin)
    {
        if (_work is null || (_request != request && _work.IsCompleted))
        {
            (_request, _work) = (request, begin());
        }

        var (work, isOwn) = (_work, _request == request);
        await ((Task)work).WaitAsync(LongestCall, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!isOwn || !work.IsCompleted)
        {
            return default;
        }

        _work = ReferenceEquals(_work, work) ? null : _work;
        return (true, await work);
    }
}
