using System.Globalization;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>One file of the CSV datasets: a data type of one instrument on one day.</summary>
/// <param name="Instrument">As Tardis spells it.</param>
/// <param name="Type">E.g. <c>trades</c>.</param>
/// <param name="Date">Day, UTC.</param>
/// <param name="IsOptional">Whether an instrument may well have none, and then nothing is missing.</param>
public sealed record Dataset(InstrumentId Instrument, string Type, DateOnly Date, bool IsOptional = false)
{
    /// <summary>Types that something here is made of.</summary>
    public static readonly string[] Types =
        ["incremental_book_L2", "trades", "derivative_ticker", "liquidations", "quotes", "book_snapshot_5", "book_snapshot_25"];

    /// <summary>Path below the host's version, and below the cache: symbols are upper case, with a dash where a path has a meaning of its own.</summary>
    public string Path => string.Create(
        CultureInfo.InvariantCulture,
        $"{Instrument.Exchange}/{Type}/{Date:yyyy'/'MM'/'dd}/{Instrument.Symbol.ToUpperInvariant().Replace('/', '-').Replace(':', '-')}.csv.gz");

    /// <summary>How messages name it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Type} of {Instrument} on {Date:yyyy-MM-dd}");
}
