using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Ballast.Silo.Feeds;
using Xunit;

namespace Ballast.Silo.Tests.Decoding;

public sealed class DecimalTextTests
{
    private const int Seed = 4711;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("61800.2", 61800.2)]
    [InlineData("0.000001", 0.000001)]
    [InlineData("123456789012345", 123456789012345)]
    [InlineData("9007199254740.9", 9007199254740.9)]
    [InlineData("1234.5678901234", 1234.5678901234)]
    [InlineData("10.0", 10)]
    public void A_short_number_is_read(string text, double expected)
    {
        Assert.Equal(text.Length, ReadShort(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("01")]
    [InlineData("00.5")]
    [InlineData("1234567890123456")]
    [InlineData("0.12345678901234")]
    [InlineData("abc")]
    public void Other_forms_are_left_to_the_general_reader(string text) => Assert.Equal(0, ReadShort(text, out _));

    [Theory]
    [InlineData("-1.5e-3", -1.5e-3)]
    [InlineData("12.750000000000014", 12.750000000000014)]
    [InlineData("1E5", 1e5)]
    [InlineData("179769313486231570000000000000000000000", 179769313486231570000000000000000000000d)]
    public void The_general_reader_takes_what_json_allows(string text, double expected)
    {
        Assert.Equal(text.Length, DecimalText.ReadAny(Encoding.UTF8.GetBytes(text + ","), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData("01")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData("1e999")]
    [InlineData("1-1")]
    [InlineData("NaN")]
    public void The_general_reader_takes_nothing_else(string text) => Assert.Equal(0, DecimalText.ReadAny(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Numbers_are_what_double_Parse_makes_of_them_to_the_bit()
    {
        var random = new Random(Seed);
        var shortOnes = 0;
        for (var i = 0; i < 500_000; i++)
        {
            var text = SomeFrames.Number(random);
            var expected = BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
            Assert.Equal(text.Length, DecimalText.ReadAny(Encoding.UTF8.GetBytes(text), out var any));
            Assert.True(expected == BitConverter.DoubleToInt64Bits(any), $"seed {Seed}: {text}");
            Assert.True(FieldText.TryDouble(Encoding.UTF8.GetBytes(text), out var field) && expected == BitConverter.DoubleToInt64Bits(field), $"seed {Seed}: {text}");
            if (ReadShort(text, out var value) == text.Length)
            {
                shortOnes++;
                Assert.True(expected == BitConverter.DoubleToInt64Bits(value), $"seed {Seed}: {text}");
            }
        }

        Assert.InRange(shortOnes, 300_000, 500_000);
    }

    [Fact]
    public void Both_ways_to_join_sixteen_digits_agree()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 10_000; i++)
        {
            var digits = new byte[16];
            for (var at = random.Next(16); at < 16; at++)
            {
                digits[at] = (byte)random.Next(10);
            }

            var expected = long.Parse(string.Concat(digits), CultureInfo.InvariantCulture);
            Assert.Equal(expected, DecimalText.ToNumber(Vector128.Create(digits)));
            if (Ssse3.IsSupported)
            {
                Assert.Equal(expected, DecimalText.ToNumberSimd(Vector128.Create(digits)));
            }
        }
    }

    private static int ReadShort(string text, out double value)
    {
        var padded = Encoding.UTF8.GetBytes(new string('#', DecimalText.Margin) + text + new string('#', DecimalText.Margin));
        return DecimalText.ReadShort(ref MemoryMarshal.GetArrayDataReference(padded), DecimalText.Margin, out value);
    }
}
