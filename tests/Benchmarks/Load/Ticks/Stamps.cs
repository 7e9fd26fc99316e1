using System.Diagnostics;

namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>Stamps of <see cref="Stopwatch"/>, which all processes of a machine share.</summary>
internal static class Stamps
{
    /// <summary>Waits until a stamp.</summary>
    internal static async Task Wait(long until, CancellationToken cancellationToken)
    {
        var rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, cancellationToken);
        }
    }
}
