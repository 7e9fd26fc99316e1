using Orleans.Runtime.Providers;

namespace Ballast.Silo.Streams.Durable;

/// <summary>Waits before a failed delivery is repeated: longer each time, up to five seconds.</summary>
internal sealed class DeliveryRetry : IMessageDeliveryBackoffProvider
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public TimeSpan Next(int attempt) => attempt > 6 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << attempt));
}
