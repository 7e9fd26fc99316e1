using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Testing;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

/// <summary>What is read on another thread is what the recording has, in its order.</summary>
public sealed class ReadAheadTests
{
    private static readonly InstrumentId Instrument = new("binance", "BTCUSDT");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_come_as_the_files_have_them()
    {
        var files = TardisFiles.Open(Recordings.Datasets, new InputFaults(), new ReadCounts());
        var ahead = new ReadAhead(TardisFiles.Open(Recordings.Datasets, new InputFaults(), new ReadCounts()), new InputFaults());

        using var plain = files.Read(Token).GetEnumerator();
        await foreach (var marketEvent in ahead.Read(Token))
        {
            Assert.True(plain.MoveNext(), "more events than the files have");
            Assert.Equal(Text(plain.Current), Text(marketEvent));
        }

        Assert.False(plain.MoveNext(), "fewer events than the files have");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task A_fault_is_reported_between_the_events_around_it(int every)
    {
        const int Count = 5_000;
        var faults = new InputFaults();
        var ahead = new ReadAhead(new Sequence(Count, every), faults);

        var taken = 0;
        await foreach (var marketEvent in ahead.Read(Token))
        {
            Assert.Equal(taken, AmountOf(marketEvent));
            Assert.Equal((taken / every) + 1, faults.Count);
            taken++;
        }

        // The last fault comes after the last event.
        Assert.Equal(Count, taken);
        Assert.Equal(((Count - 1) / every) + 2, faults.Count);
    }

    [Fact]
    public async Task A_failure_comes_after_every_event_before_it()
    {
        var ahead = new ReadAhead(new Sequence(700, 1_000) { Fails = true }, new InputFaults());

        var taken = 0;
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var marketEvent in ahead.Read(Token))
            {
                taken++;
            }
        });

        Assert.Equal((700, "broken"), (taken, failure.Message));
    }

    [Fact]
    public async Task Whoever_stops_early_ends_the_reading()
    {
        var recording = new Sequence(int.MaxValue, int.MaxValue);
        await foreach (var marketEvent in new ReadAhead(recording, new InputFaults()).Read(Token))
        {
            if (AmountOf(marketEvent) == 1_000)
            {
                break;
            }
        }

        await recording.Closed.WaitAsync(Deadline, Token);
    }

    private static double AmountOf(MarketEvent marketEvent) => ((BookChange)marketEvent).Bids[0].Amount;

    private static string Text(MarketEvent marketEvent) =>
        marketEvent is BookChange change ? $"{change} {string.Join(' ', change.Bids)} / {string.Join(' ', change.Asks)}" : $"{marketEvent}";

    /// <summary>Changes whose amounts are 0, 1, 2…, a fault before every so many of them and one at the end.</summary>
    private sealed class Sequence(int count, int every) : IRecording
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal bool Fails { get; init; }

        internal Task Closed => _closed.Task;

        public IEnumerable<MarketEvent> Read(InputFaults faults, CancellationToken cancellationToken)
        {
            try
            {
                for (var i = 0; i < count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (i % every == 0)
                    {
                        faults.Report(new("file", i, "fault"));
                    }

                    yield return Some.Bid(Instrument, 1, i);
                }

                if (Fails)
                {
                    throw new InvalidDataException("broken");
                }

                faults.Report(new("file", count, "fault"));
            }
            finally
            {
                _closed.SetResult();
            }
        }
    }
}
