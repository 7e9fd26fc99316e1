using Ballast.Grains.OrderBooks;
using Orleans;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>Makes every delivery of a stream to a book take long.</summary>
internal sealed class SlowBooks : IIncomingGrainCallFilter
{
    private long _delay;

    /// <summary>How long.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

    /// <inheritdoc />
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (Delay > TimeSpan.Zero && context.Grain is OrderBookGrain && context.InterfaceMethod.DeclaringType!.Name == "IStreamConsumerExtension")
        {
            using var timer = new PeriodicTimer(Delay);
            await timer.WaitForNextTickAsync();
        }

        await context.Invoke();
    }
}
