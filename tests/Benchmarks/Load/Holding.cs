using Ballast.Domain;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Benchmarks.Load;

/// <summary>Positions of the portfolios.</summary>
internal static class Holding
{
    /// <summary>A fill that begins a position.</summary>
    internal static Fill Fill(int instrument, string portfolio, int number = 1) => new()
    {
        Instrument = BenchmarkSilo.Instrument(instrument),
        Account = "mm-1",
        Portfolio = portfolio,
        TradeId = FormattableString.Invariant($"{portfolio}-{number}"),
        Side = Side.Buy,
        Price = 10_000m,
        Quantity = 1m,
        VenueTime = Instant.From(TimeProvider.System.GetUtcNow()),
    };
}
