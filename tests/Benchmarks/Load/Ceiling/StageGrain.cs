using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Load.Ceiling;

/// <inheritdoc cref="IStageGrain" />
/// <remarks>The key says which stage it is: <c>book/N</c>, <c>inventory/N</c> or <c>portfolio</c>.</remarks>
internal sealed class StageGrain(CeilingWatch watch) : Grain, IStageGrain
{
    private StageLink? _next;
    private bool _isLast;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        _isLast = key[0] == "portfolio";
        if (!_isLast)
        {
            _next = new(GrainFactory.GetGrain<IStageGrain>(key[0] == "book" ? $"inventory/{key[1]}" : "portfolio"));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Take(int instrument, long tick, BookChange? change)
    {
        if (_isLast)
        {
            watch.See(instrument, tick);
        }
        else
        {
            _next!.Send(instrument, tick, change: null);
        }

        return Task.CompletedTask;
    }
}
