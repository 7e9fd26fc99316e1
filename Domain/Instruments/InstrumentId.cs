namespace Ballast.Domain.Instruments;

/// <summary>Identifies one instrument of one exchange, both spelled as Tardis spells them.</summary>
/// <remarks>Its text is <c>exchange/symbol</c>, which is also the key of its grains and streams. Comparison is case-sensitive.</remarks>
/// <param name="Exchange">Exchange id, e.g. <c>binance-futures</c>. Holds no <c>/</c>.</param>
/// <param name="Symbol">The exchange's own symbol, e.g. <c>BTCUSDT</c> or <c>BTC/USDT</c>.</param>
[GenerateSerializer, Immutable, Alias("ballast.instrument-id")]
public readonly record struct InstrumentId([property: Id(0)] string Exchange, [property: Id(1)] string Symbol)
    : IComparable<InstrumentId>
{
    /// <summary>Reads <c>exchange/symbol</c>, split at the first <c>/</c>: a symbol may hold further ones.</summary>
    /// <exception cref="FormatException">The text has no <c>/</c>, or nothing before or after it.</exception>
    public static InstrumentId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"'{text}' is not an instrument; write exchange/symbol, e.g. binance-futures/BTCUSDT.");

    /// <summary>As <see cref="Parse"/>, but returns <see langword="false"/> instead of throwing.</summary>
    public static bool TryParse(string? text, out InstrumentId id)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0 || slash == text!.Length - 1)
        {
            id = default;
            return false;
        }

        id = new(text[..slash], text[(slash + 1)..]);
        return true;
    }

    /// <summary>Orders by exchange, then symbol, both compared ordinally.</summary>
    public int CompareTo(InstrumentId other)
    {
        var byExchange = string.CompareOrdinal(Exchange, other.Exchange);
        return byExchange != 0 ? byExchange : string.CompareOrdinal(Symbol, other.Symbol);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Exchange}/{Symbol}";

    /// <summary>Whether <paramref name="left"/> sorts first.</summary>
    public static bool operator <(InstrumentId left, InstrumentId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts last.</summary>
    public static bool operator >(InstrumentId left, InstrumentId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort last.</summary>
    public static bool operator <=(InstrumentId left, InstrumentId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort first.</summary>
    public static bool operator >=(InstrumentId left, InstrumentId right) => left.CompareTo(right) >= 0;
}
