using System.Globalization;
using System.Text.Unicode;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>Writes a <c>book_change</c> as tardis-machine does. Prices and sizes are whole numbers.</summary>
internal sealed class BookMessage
{
    private readonly byte[] _text = new byte[64 << 10];
    private int _length;

    /// <summary>The message; valid until the next one is written.</summary>
    internal ReadOnlyMemory<byte> Write(BookChange change, string stamp)
    {
        _length = 0;
        Utf8.TryWrite(
            _text,
            CultureInfo.InvariantCulture,
            $"{{\"type\":\"book_change\",\"symbol\":\"{change.Instrument.Symbol}\",\"exchange\":\"{change.Instrument.Exchange}\",\"isSnapshot\":{(change.IsSnapshot ? "true" : "false")},\"bids\":[",
            out _length);
        Add(change.Bids);
        Add("],\"asks\":["u8);
        Add(change.Asks);
        Add("],\"timestamp\":\""u8);
        Utf8.TryWrite(_text.AsSpan(_length), $"{stamp}\",\"localTimestamp\":\"{stamp}\"}}", out var written);
        return _text.AsMemory(0, _length + written);
    }

    /// <summary>A time as tardis-machine writes it.</summary>
    internal static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    private void Add(BookLevel[] levels)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            Utf8.TryWrite(
                _text.AsSpan(_length),
                CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : ",")}{{\"price\":{(long)levels[i].Price},\"amount\":{(long)levels[i].Amount}}}",
                out var written);
            _length += written;
        }
    }
}
