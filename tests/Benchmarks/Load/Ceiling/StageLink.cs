using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Load.Ceiling;

/// <summary>Calls to one stage, one at a time: while one is under way, only the newest tick waits. For one thread or grain at a time.</summary>
internal sealed class StageLink(IStageGrain next)
{
    private Task _call = Task.CompletedTask;
    private (int Instrument, long Tick, BookChange? Change)? _waiting;

    internal void Send(int instrument, long tick, BookChange? change)
    {
        _waiting = (instrument, tick, change);
        if (_call.IsCompleted)
        {
            _call = SendAll();
        }
    }

    private async Task SendAll()
    {
        while (_waiting is { } newest)
        {
            _waiting = null;
            await next.Take(newest.Instrument, newest.Tick, newest.Change);
        }
    }
}
