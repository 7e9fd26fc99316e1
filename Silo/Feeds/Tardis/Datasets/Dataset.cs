using System.Globalization;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>One file of the CSV datasets: a data type of one instrument on one day.</summary>
/// <param name="Instrument">The instrument as Tardis spells it.</param>
/// <param name="Type">Type of the dataset, e.g. <c>trades</c>.</param>
/// <param name="Date">The day (UTC).</param>
/// <param name="IsOptional">Whether it is no fault when the host has no such dataset.</param>
public sealed record Dataset(InstrumentId Instrument, string Type, DateOnly Date, bool IsOptional = false)
{
    /// <summary>Types of datasets that can be downloaded.</summary>
    public static readonly string[] Types =
        ["incremental_book_L2", "trades", "derivative_ticker", "liquidations", "quotes", "book_snapshot_5", "book_snapshot_25"];

    /// <summary>Path on the host and in the cache. Symbols are upper case, and characters with a meaning in paths become dashes.</summary>
    public string Path => string.Create(
        CultureInfo.InvariantCulture,
        $"{Instrument.Exchange}/{Type}/{Date:yyyy'/'MM'/'dd}/{Instrument.Symbol.ToUpperInvariant().Replace('/', '-').Replace(':', '-')}.csv.gz");

    /// <summary>The name of the dataset in messages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Type} of {Instrument} on {Date:yyyy-MM-dd}");
}
