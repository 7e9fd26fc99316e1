namespace Ballast.Domain.Pnl.Fx;

/// <summary>The rates of one minute of venue time.</summary>
/// <param name="Minute">The whole minute.</param>
/// <param name="Table">Rates that were fresh at that minute; <see langword="null"/> when there were none or the minute is not closed.</param>
/// <param name="Closed">Whether the minute is closed. If not, ask again later. A rate of a closed minute never changes.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-point")]
public sealed record FxPoint([property: Id(0)] Instant Minute, [property: Id(1)] FxTable? Table, [property: Id(2)] bool Closed)
{
    /// <summary>Whether earlier minutes have closed, so that this one will as well. Without any source of rates none ever does.</summary>
    [Id(3)] public bool HasBegun { get; init; }

    /// <summary>Pairs of books that were late when the minute closed, and may still give it a rate; empty for most minutes.</summary>
    [Id(4)] public FxPair[] Awaited { get; init; } = [];

    private const long PerMinute = 60 * Instant.PerSecond;

    /// <summary>Whether the minute has no rate from one asset to another but may still get one.</summary>
    public bool MayGain(string from, string to)
    {
        if (Awaited.Length == 0)
        {
            return false;
        }

        var table = Table ?? FxTable.Empty;
        var completed = table with { Quotes = [.. table.Quotes, .. Awaited.Select(pair => new FxQuote(pair.Base, pair.Quote, 1m, table.Now))] };
        return table.Convert(from, to) is null && completed.Convert(from, to) is not null;
    }

    /// <summary>The whole minute at or before a time.</summary>
    public static Instant MinuteOf(Instant at) => new(at.Micros - (((at.Micros % PerMinute) + PerMinute) % PerMinute));
}
