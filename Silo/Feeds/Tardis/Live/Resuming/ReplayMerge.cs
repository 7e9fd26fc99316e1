namespace Ballast.Silo.Feeds.Tardis.Live.Resuming;

/// <summary>Merges the sockets of a replay by arrival; the slowest socket sets the pace.</summary>
internal static class ReplayMerge
{
    /// <summary>Passes all events on in order of arrival; ends when every source has ended.</summary>
    public static async Task Run(IReadOnlyList<PublishQueue> sources, PublishQueue output, CancellationToken cancellationToken)
    {
        var heads = new PriorityQueue<QueuedEvent, (long Arrival, int Socket)>();
        for (var i = 0; i < sources.Count; i++)
        {
            await Pull(i);
        }

        while (heads.TryDequeue(out var next, out _))
        {
            await output.Write(next, cancellationToken);
            await Pull(next.Socket);
        }

        async ValueTask Pull(int source)
        {
            while (await sources[source].WaitToRead(cancellationToken))
            {
                if (sources[source].TryRead(out var head))
                {
                    heads.Enqueue(head, (head.Event!.ReceivedAt.Micros, source));
                    return;
                }
            }
        }
    }
}
