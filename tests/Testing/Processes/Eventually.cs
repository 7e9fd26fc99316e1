using System.Diagnostics;

namespace Ballast.Testing.Processes;

/// <summary>Waits for what another process does, where there is no event to await.</summary>
public static class Eventually
{
    /// <summary>Longest wait for anything, far past what a busy machine needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    /// <summary>Completes when a fault has lasted as long as it is to last.</summary>
    public static Task Lasted(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);

    /// <summary>Asks until the answer is yes; past the deadline the test fails saying what did not come.</summary>
    public static async Task Until(string what, TimeSpan deadline, Func<Task<bool>> isTrue, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!await isTrue())
        {
            if (clock.Elapsed > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {what}.");
            }

            await Task.Delay(Every, cancellationToken);
        }
    }
}
