using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>Fetches a segment in pages, and decodes and hashes them on other threads while the caller works on those before.</summary>
internal sealed class SegmentPages(IJournalStore store, InstrumentId instrument) : IDisposable
{
    private const int Page = 5_000;
    private const int Ahead = 3;

    private readonly ConcurrentBag<JournalCodec> _codecs = [];
    private volatile bool _isDisposed;

    /// <summary>A segment's entries, in order.</summary>
    internal async IAsyncEnumerable<ParsedEntry[]> Read(int segment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<ParsedEntry[]>>();
        long next = 0;

        // A short segment takes one call; the pages of a longer one are fetched ahead.
        for (var depth = 1; ; depth = Ahead)
        {
            for (; ahead.Count < depth; next += Page)
            {
                ahead.Enqueue(Parsed(segment, next, cancellationToken));
            }

            var page = await ahead.Dequeue();
            yield return page;
            if (page.Length < Page)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isDisposed = true;
        while (_codecs.TryTake(out var codec))
        {
            codec.Dispose();
        }
    }

    private Task<ParsedEntry[]> Parsed(int segment, long from, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var stored = await store.Read(instrument, segment, from, from + Page, cancellationToken);
            var codec = _codecs.TryTake(out var free) ? free : new(instrument);
            try
            {
                return ParsedEntry.ParseAll(stored, codec);
            }
            finally
            {
                _codecs.Add(codec);
                if (_isDisposed)
                {
                    Dispose();
                }
            }
        },
        cancellationToken);
}
