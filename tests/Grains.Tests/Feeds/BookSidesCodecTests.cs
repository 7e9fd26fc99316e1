using System.Buffers.Binary;
using Ballast.Domain.MarketData.Events;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace Ballast.Grains.Tests.Feeds;

/// <summary>Book changes on the wire.</summary>
public sealed class BookSidesCodecTests
{
    private const int Seed = 31;

    private readonly Serializer<MarketEvent[]> _serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<MarketEvent[]>>();

    [Fact]
    public void Levels_come_back_to_the_bit()
    {
        var random = new Random(Seed);
        BookLevel[] Levels() => [.. Enumerable.Range(0, random.Next(4) * random.Next(200)).Select(_ =>
            new BookLevel(BitConverter.Int64BitsToDouble(random.NextInt64()), random.Next(3) == 0 ? 0 : random.NextDouble()))];
        for (var i = 0; i < 200; i++)
        {
            MarketEvent[] events = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Change(Levels(), Levels()))];

            var back = _serializer.Deserialize(_serializer.SerializeToArray(events));

            Assert.Equal(events.Cast<BookChange>().Select(Text), back!.Cast<BookChange>().Select(Text));
        }
    }

    [Fact]
    public void A_level_takes_sixteen_bytes()
    {
        int Size(int levels) => _serializer.SerializeToArray([Change([], [.. Enumerable.Repeat(new BookLevel(61800.2, 0.5), levels)])]).Length;

        Assert.Equal(16 * 1_000, Size(3_000) - Size(2_000));
    }

    [Fact]
    public void What_follows_the_levels_is_not_disturbed()
    {
        var trade = new Trade { Instrument = new("x", "S"), VenueTime = new(1), ReceivedAt = new(2), Price = 3, Amount = 4, Taker = TakerSide.Buy };
        var shared = new BookLevel[] { new(1, 2) };

        var back = _serializer.Deserialize(_serializer.SerializeToArray([Change(shared, shared), trade, Change(shared, []), trade]));

        Assert.Equal(trade, back![1]);
        Assert.Same(back[1], back[3]);
        Assert.Equal(shared, ((BookChange)back[2]).Bids);
    }

    [Fact]
    public void Levels_of_a_later_version_that_carry_more_are_read()
    {
        var wide = Widened(_serializer.SerializeToArray([Change([new(1.5, 2)], [new(2.5, 3)])]), 24);

        var change = Assert.IsType<BookChange>(Assert.Single(_serializer.Deserialize(wide)!));

        Assert.Equal([new BookLevel(1.5, 2)], change.Bids);
        Assert.Equal([new BookLevel(2.5, 3)], change.Asks);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(23)]
    [InlineData(0)]
    public void Lengths_that_do_not_fit_are_refused(byte size)
    {
        var bytes = _serializer.SerializeToArray([Change([new(1.5, 2)], [new(2.5, 3)])]);
        bytes[Header(bytes)] = size;

        var refused = Assert.Throws<InvalidDataException>(() => _serializer.Deserialize(bytes));

        Assert.Equal($"37 bytes cannot hold levels of {size} bytes with 1 bids.", refused.Message);
    }

    private static BookChange Change(BookLevel[] bids, BookLevel[] asks) =>
        new() { Instrument = new InstrumentId("x", "S"), VenueTime = new(1), ReceivedAt = new(2), IsSnapshot = false, Bids = bids, Asks = asks };

    private static string Text(BookChange change)
    {
        static string Levels(BookLevel[] levels) => string.Join(' ', levels.Select(level =>
            $"{BitConverter.DoubleToInt64Bits(level.Price)}/{BitConverter.DoubleToInt64Bits(level.Amount)}"));
        return $"{change.Instrument} {change.VenueTime} {change.ReceivedAt} {change.IsSnapshot} {Levels(change.Bids)} | {Levels(change.Asks)}";
    }

    /// <summary>Where the block of two levels with one bid begins: after its length of 37 bytes.</summary>
    private static int Header(ReadOnlySpan<byte> bytes) => bytes.IndexOf(new byte[] { (37 << 1) | 1, 16, 1, 0, 0, 0 }) + 1;

    private static byte[] Widened(byte[] bytes, byte size)
    {
        var header = Header(bytes);
        var levels = bytes.AsSpan(header + 5, 32);
        var more = new byte[size - 16];
        BinaryPrimitives.WriteDoubleLittleEndian(more, 99);
        var length = (byte)(((5 + (2 * size)) << 1) | 1);
        return [.. bytes.AsSpan(0, header - 1), length, size, 1, 0, 0, 0, .. levels[..16], .. more, .. levels[16..], .. more, .. bytes.AsSpan(header + 37)];
    }
}
