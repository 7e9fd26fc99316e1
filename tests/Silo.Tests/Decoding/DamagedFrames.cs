using System.Text;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Silo.Feeds.Tardis.Messages;
using Xunit;

namespace Ballast.Silo.Tests.Decoding;

/// <summary>Damages frames at random, decodes them alone and as lines of a file, and holds both to the naive decoder.</summary>
internal static class DamagedFrames
{
    private const int LinesOfAFile = 5_000;

    /// <summary>How many frames came out how.</summary>
    public static IReadOnlyDictionary<MessageOutcome, int> Run(int frames, int seed)
    {
        var random = new Random(seed);
        var originals = SomeFrames.ToDamage();
        var decoder = new TardisMessageDecoder();
        var outcomes = new Dictionary<MessageOutcome, int>();
        var file = new MemoryStream();
        var (lines, expected) = (0, new Dictionary<MessageOutcome, int>());
        for (var i = 0; i < frames; i++)
        {
            var original = originals[random.Next(originals.Length)];
            var frame = SomeFrames.Damage(original, originals, random);
            var message = decoder.DecodeAlone(frame);
            if (!NaiveTardisDecoder.AreSame(message, NaiveTardisDecoder.Decode(frame)) || !NaiveTardisDecoder.AreSame(message, DecodeAmong(decoder, frame, original)))
            {
                Assert.Fail($"seed {seed}, frame {i}: {message.Outcome} {message.Reason} of {Encoding.UTF8.GetString(frame)}");
            }

            outcomes[message.Outcome] = outcomes.GetValueOrDefault(message.Outcome) + 1;
            if (!frame.AsSpan().ContainsAny((byte)'\n', (byte)'\r') && frame.AsSpan().ContainsAnyExcept(" \t"u8))
            {
                file.Write(frame);
                file.WriteByte((byte)'\n');
                lines++;
                expected[message.Outcome] = expected.GetValueOrDefault(message.Outcome) + 1;
            }

            if (lines == LinesOfAFile || i == frames - 1)
            {
                HoldCounts(file, lines, expected, seed);
                (lines, expected, file) = (0, [], new());
            }
        }

        return outcomes;
    }

    /// <summary>Decodes it where what was cut off lies behind it: what is read beyond the end must not matter.</summary>
    private static TardisMessage DecodeAmong(TardisMessageDecoder decoder, byte[] frame, byte[] original)
    {
        byte[] more = [.. original, .. frame, .. original.AsSpan(Math.Min(frame.Length, original.Length)), .. original];
        return decoder.DecodeAlone(more.AsSpan(original.Length, frame.Length));
    }

    private static void HoldCounts(MemoryStream file, int lines, Dictionary<MessageOutcome, int> expected, int seed)
    {
        file.Position = 0;
        var (faults, counts) = (new InputFaults(), new ReadCounts());
        using var reader = LineReader.Of(file);
        var events = new TardisNdjsonReader("damaged", reader, faults, counts).Read().Count();
        var (bad, unknown) = (expected.GetValueOrDefault(MessageOutcome.Fault), expected.GetValueOrDefault(MessageOutcome.UnknownType));

        Assert.True(events == expected.GetValueOrDefault(MessageOutcome.Event), $"seed {seed}: {events} events");
        Assert.True(faults.Count == bad + unknown, $"seed {seed}: {faults.Count} faults of {bad} and {unknown} unknown");
        Assert.True(counts.Total == lines - bad, $"seed {seed}: {counts.Total} counted of {lines}");
    }
}
