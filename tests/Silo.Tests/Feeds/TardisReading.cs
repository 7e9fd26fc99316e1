using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

/// <summary>One run over some files, with all that came of it.</summary>
internal sealed class TardisReading
{
    public TardisReading(params string[] paths) =>
        Events = [.. TardisFiles.Open(paths, Faults, Counts).Read(TestContext.Current.CancellationToken)];

    public InputFaults Faults { get; } = new();

    public ReadCounts Counts { get; } = new();

    public List<MarketEvent> Events { get; }

    public string[] FaultTexts => [.. Faults.First.Select(fault => $"{fault.Line}: {fault.Reason}")];

    public long Count(string exchange, string symbol, string type) => Counts.Of(new InstrumentId(exchange, symbol), type);

    /// <summary>An event as text, levels included, so that unequal ones show where they differ.</summary>
    public static string Describe(MarketEvent next) => next is BookChange change
        ? $"{change.Instrument} {change.VenueTime} {change.ReceivedAt} {change.IsSnapshot} b {string.Join(' ', change.Bids)} a {string.Join(' ', change.Asks)}"
        : next.ToString();
}
