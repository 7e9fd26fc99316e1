using System.Text;
using Ballast.Domain.Ledger.Events;
using Ballast.Silo.Streams;
using Ballast.Silo.Streams.Fills;
using CsCheck;
using Xunit;

namespace Ballast.Silo.Tests.Streams;

/// <summary>What may come over a stream of fills, and why anything else may not.</summary>
public sealed class FillLineReaderTests
{
    private const string Good = """{"timestamp":"2026-12-01T08:00:00.000001Z","exchange":"binance","symbol":"BTCUSDT","portfolio":"main","id":"1","side":"sell","price":"1.5","amount":"2"}""";

    private readonly FillLineReader _reader = new(Options());

    [Fact]
    public void A_fill_is_read_as_in_a_fill_file()
    {
        var fill = Assert.IsType<Fill>(Read(Good));

        Assert.Equal(("binance/BTCUSDT", "main", "main", "1", Side.Sell, 1.5m, 2m), ($"{fill.Instrument}", fill.Account, fill.Portfolio, fill.TradeId, fill.Side, fill.Price, fill.Quantity));
    }

    [Fact]
    public void A_void_is_read_as_in_an_export() => Assert.IsType<FillVoid>(Read(
        """{"kind":"void","exchange":"binance","symbol":"BTCUSDT","account":"own","portfolio":"main","timestamp":"2026-12-01T08:00:00.000001Z","id":"1","side":"sell"}"""));

    [Theory]
    [InlineData("fill 1: portfolio 'other' is not in Streams:Fills:Portfolios", "\"portfolio\":\"main\"", "\"portfolio\":\"other\"")]
    [InlineData("price '-1' is not positive", "\"1.5\"", "\"-1\"")]
    [InlineData("exchange 'a/b' is not an exchange id", "\"binance\"", "\"a/b\"")]
    [InlineData("not a JSON object", "{", "")]
    public void What_may_not_be_booked_has_its_reason(string reason, string from, string to) =>
        Assert.Equal(reason, Assert.Throws<InvalidDataException>(() => Read(Good.Replace(from, to, StringComparison.Ordinal))).Message);

    [Fact]
    public void Only_fills_and_voids_are_taken() => Assert.EndsWith(
        "only fills and voids may come over a stream",
        Assert.Throws<InvalidDataException>(() => Read(
            """{"kind":"adjustment","exchange":"binance","symbol":"BTCUSDT","account":"own","portfolio":"main","timestamp":"2026-12-01T08:00:00.000001Z","id":"1","amount":"1","price":"1","reason":"transfer"}""")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Whatever_the_bytes_are_a_message_is_read_or_has_a_reason() =>
        (from at in Gen.Int[0, Good.Length - 1]
         from bytes in Gen.Byte.Array[0, 6]
         select (at, bytes)).Sample(given =>
        {
            var line = Encoding.UTF8.GetBytes(Good);
            byte[] damaged = [.. line.AsSpan(0, given.at), .. given.bytes, .. line.AsSpan(Math.Min(line.Length, given.at + given.bytes.Length))];
            try
            {
                return _reader.Read(damaged) is Fill;
            }
            catch (InvalidDataException e)
            {
                return e.Message.Length > 0;
            }
        });

    private static StreamsOptions Options()
    {
        var options = new StreamsOptions();
        options.Fills.Portfolios.Add("main");
        return options;
    }

    private LedgerEvent Read(string line) => _reader.Read(Encoding.UTF8.GetBytes(line));
}
