using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests;

/// <summary>Fake time that counts the timers made.</summary>
internal sealed class CountedTimers : FakeTimeProvider
{
    private int _timers;

    internal int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }
}
