using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Testing.Books;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

/// <summary>The book against the naive one, over every normalized recording that can be found.</summary>
public sealed class RecordedBookTests(ITestOutputHelper output)
{
    private const int HashEvery = 250;

    public static TheoryData<bool, int?, double?> Rules => new()
    {
        { false, null, null },
        { false, null, 0.1 },
        { true, 100, null },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Books_of_recordings_equal_the_naive_ones_after_every_message(bool uncross, int? maxDepth, double? tick)
    {
        var root = Recordings.Get("normalized");
        var files = Directory.EnumerateFiles(root, "*.ndjson.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        var rules = new BookRules { Uncross = uncross, MaxDepth = maxDepth, TickSize = (decimal?)tick };
        foreach (var file in files)
        {
            var books = new Dictionary<InstrumentId, (OrderBook Fast, NaiveBook Naive, int Messages)>();
            foreach (var next in TardisFiles.Open([file], new InputFaults(), new ReadCounts()).Read(TestContext.Current.CancellationToken))
            {
                if (next is Disconnect)
                {
                    foreach (var (fast, naive, _) in books.Values)
                    {
                        fast.MarkStale();
                        naive.MarkStale();
                    }
                }
                else if (next is BookChange change)
                {
                    var (fast, naive, messages) = books.TryGetValue(change.Instrument, out var known) ? known : (new(rules), new(rules), 0);
                    Assert.Equal(naive.Apply(change.IsSnapshot, change.Bids, change.Asks), fast.Apply(change));
                    Compare(naive, fast, withHash: messages % HashEvery == 0);
                    books[change.Instrument] = (fast, naive, messages + 1);
                }
            }

            foreach (var (instrument, (fast, naive, messages)) in books)
            {
                Compare(naive, fast, withHash: true);
                output.WriteLine($"{Path.GetFileName(file)}: {instrument}, {messages} messages, {fast.BidCount} bids, {fast.AskCount} asks, {fast.StateHash()}");
            }
        }
    }

    private static void Compare(NaiveBook naive, OrderBook fast, bool withHash)
    {
        Span<BookLevel> bids = stackalloc BookLevel[25];
        Span<BookLevel> asks = stackalloc BookLevel[25];
        var (bidCount, askCount) = fast.CopyTop(bids, asks);
        Assert.True(NaiveBook.Top(naive.Bids, 25).AsSpan().SequenceEqual(bids[..bidCount]), "best bids differ");
        Assert.True(NaiveBook.Top(naive.Asks, 25).AsSpan().SequenceEqual(asks[..askCount]), "best asks differ");
        Assert.Equal((naive.State, naive.Bids.Count, naive.Asks.Count), (fast.State, fast.BidCount, fast.AskCount));
        Assert.Equal((naive.Uncrossed, naive.Forgotten), (fast.Uncrossed, fast.Forgotten));
        if (withHash)
        {
            Assert.Equal(naive.Rebuilt().StateHash(), fast.StateHash());
        }
    }
}
