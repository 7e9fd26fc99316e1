using Ballast.Testing;
using System.Text;
using Ballast.Silo.Feeds.Tardis.Messages;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Decoding;

/// <summary>The fast decoder against the naive one.</summary>
public sealed class DecoderOracleTests
{
    private const int Seed = 20240808;

    [Fact]
    public void Every_recorded_message_means_what_the_naive_decoder_says()
    {
        var decoder = new TardisMessageDecoder();
        var frames = 0;
        foreach (var frame in SomeFrames.Recorded())
        {
            var message = decoder.DecodeAlone(frame);
            Assert.True(NaiveTardisDecoder.AreSame(message, NaiveTardisDecoder.Decode(frame)), Encoding.UTF8.GetString(frame));
            frames++;
        }

        Assert.InRange(frames, RecordingCounts.Current.LeastJsonMessages, int.MaxValue);
    }

    [Fact]
    public void Recorded_books_and_trades_take_the_short_way_and_allocate_nothing()
    {
        string[] usual = ["{\"type\":\"book_change\"", "{\"type\":\"book_snapshot\"", "{\"type\":\"trade\""];
        var frames = SomeFrames.Recorded().Where(frame => frame[^1] == '}' && usual.Any(start => frame.AsSpan().StartsWith(Encoding.UTF8.GetBytes(start)))).ToArray();
        var scanner = new FrameScanner();
        Assert.All(frames, frame => Assert.NotEqual(ScannedFrame.None, scanner.Read(frame)));

        long AllocatedByAPass()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var frame in frames)
            {
                scanner.Read(frame);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The runtime may allocate once on this thread when it compiles a method anew; the scanner would allocate in every pass.
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ => AllocatedByAPass()));
    }

    [Fact]
    public void Made_up_messages_in_any_order_mean_what_the_naive_decoder_says()
    {
        var random = new Random(Seed);
        var decoder = new TardisMessageDecoder();
        var events = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var frame = SomeFrames.MakeUp(random);
            var message = decoder.DecodeAlone(frame);
            Assert.True(NaiveTardisDecoder.AreSame(message, NaiveTardisDecoder.Decode(frame)), $"seed {Seed}, message {i}: {Encoding.UTF8.GetString(frame)}");
            events += message.Outcome == MessageOutcome.Event ? 1 : 0;
        }

        Assert.InRange(events, 49_000, 50_000);
    }

    [Fact]
    public void Names_that_begin_like_others_take_the_short_way_too()
    {
        var decoder = new TardisMessageDecoder();
        foreach (var name in new[] { "binance", "binance-futures", "binance", "bin" })
        {
            var frame = $"{{\"type\":\"book_change\",\"symbol\":\"S\",\"exchange\":\"{name}\",\"isSnapshot\":true,\"bids\":[],\"asks\":[],\"timestamp\":\"2024-01-01T00:00:00.001Z\",\"localTimestamp\":\"2024-01-01T00:00:00.002Z\"}}";

            Assert.True(decoder.TryReadBook(Encoding.UTF8.GetBytes(frame), out var book));
            Assert.Equal(name, book.Instrument.Exchange);
        }
    }

    [Fact]
    public void A_message_in_another_order_or_with_spaces_gives_the_same_event()
    {
        const string Usual = "{\"type\":\"book_change\",\"symbol\":\"S\",\"exchange\":\"x\",\"isSnapshot\":true,\"bids\":[{\"price\":1.25,\"amount\":3}],\"asks\":[{},{\"price\":1e3,\"amount\":0}],\"timestamp\":\"2024-01-01T00:00:00.001Z\",\"localTimestamp\":\"2024-01-01T00:00:00.000002Z\"}";
        var shuffled = "{" + string.Join(", ", Usual[1..^1].Split(",\"").Chunk(20).SelectMany(part => part).Select((part, i) => i == 0 ? part : "\"" + part)) + "}";
        var decoder = new TardisMessageDecoder();

        Assert.True(decoder.TryReadBook(Encoding.UTF8.GetBytes(Usual), out _));
        Assert.False(decoder.TryReadBook(Encoding.UTF8.GetBytes(shuffled), out _));
        Assert.True(NaiveTardisDecoder.AreSame(decoder.DecodeAlone(Encoding.UTF8.GetBytes(Usual)), decoder.DecodeAlone(Encoding.UTF8.GetBytes(shuffled))));
    }

    [Fact]
    public void Damaged_frames_never_throw_and_mean_what_the_naive_decoder_says()
    {
        var frames = RunLength.DamagedFrames;
        var outcomes = DamagedFrames.Run(frames, Seed);

        Assert.Equal(frames, outcomes.Values.Sum());
        Assert.All(Enum.GetValues<MessageOutcome>(), outcome => Assert.InRange(outcomes.GetValueOrDefault(outcome), frames / 100, frames));
    }
}
