namespace Ballast.Benchmarks.Market;

/// <summary>Times passes of one stage on the calling thread.</summary>
internal static class StageClock
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Runs a stage until it is compiled for good, then the passes that count.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="passes">Passes that count.</param>
    /// <param name="pass">One pass; answers its levels and messages.</param>
    internal static MarketRow Measure(string file, string stage, int passes, Func<(long Levels, long Messages)> pass)
    {
        var begin = ThreadClock.Now;
        do
        {
            pass();
        }
        while (ThreadClock.Now - begin < WarmUp);

        var speeds = new double[passes];
        var bytesPerMessage = 0.0;
        for (var i = 0; i < passes; i++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = ThreadClock.Now;
            var (levels, messages) = pass();
            speeds[i] = levels / (ThreadClock.Now - start).TotalSeconds;
            bytesPerMessage = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / messages;
        }

        Array.Sort(speeds);
        return new(file, stage, speeds[passes / 2], bytesPerMessage, null, null);
    }
}
