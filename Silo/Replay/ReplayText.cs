using System.Globalization;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Silo.Feeds;

namespace Ballast.Silo.Replay;

/// <summary>Writes a report as text: the figures of the JSON report with 8 decimals, and small figures with as many decimals as show 6 digits.</summary>
public static class ReplayText
{
    private const int Decimals = 8;
    private const int Digits = 6;
    private const int MaxDecimals = 28;

    /// <summary>Writes the whole report.</summary>
    public static void Write(ReplayReport report, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        to.WriteLine($"Recording  {report.From?.ToString() ?? "empty"} to {report.To?.ToString() ?? "-"}, {report.Messages} messages");
        if (report.Superseded > 0)
        {
            to.WriteLine($"  {report.Superseded} snapshots and quotes left out: better forms of their books are there");
        }

        foreach (var (exchange, types) in report.ExchangeMessages)
        {
            to.WriteLine($"{exchange,-10} {string.Join(", ", types.Select(type => $"{type.Value} {type.Key}"))} of the exchange");
        }

        foreach (var instrument in report.Instruments)
        {
            Write(instrument, to);
        }

        foreach (var portfolio in report.Portfolios)
        {
            Write(portfolio, to);
        }

        if (report.Fills.Count > 0)
        {
            to.WriteLine();
            to.WriteLine($"Fills      {string.Join(", ", report.Fills.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
        }

        if (report.PaperFills is { } paper)
        {
            to.WriteLine();
            to.WriteLine($"Paper maker  {paper.Count} fills");
            foreach (var venue in paper.GroupBy(fill => fill.Fill.Instrument))
            {
                to.WriteLine($"  {venue.Key,-36} {venue.Count(),6} fills, fees {Text(venue.Sum(fill => fill.Fill.Fee))} {venue.First().Fill.FeeAsset}");
            }
        }

        if (report.Faults.Count > 0)
        {
            to.WriteLine();
            to.WriteLine($"Faults     {report.Faults.Count} in the input");
            foreach (var fault in report.Faults.First)
            {
                to.WriteLine($"  {fault}");
            }
        }
    }

    private static void Write(InstrumentReport instrument, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"{instrument.Instrument}  {instrument.State}, mid {Text(instrument.Mid)}, {instrument.LevelsApplied} levels applied");
        to.WriteLine($"  messages  {string.Join(", ", instrument.Messages.Select(type => $"{type.Value} {type.Key}"))}");
        var depth = Math.Max(instrument.Bids.Count, instrument.Asks.Count);
        for (var i = 0; i < depth; i++)
        {
            to.WriteLine($"  {Level(instrument.Bids, i),36}   {Level(instrument.Asks, i)}");
        }
    }

    private static void Write(PortfolioReport portfolio, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"Portfolio {portfolio.Portfolio}, {portfolio.Currency}, as of {portfolio.AsOf}");
        to.WriteLine($"  total {Text(portfolio.Total)}  realized {Text(portfolio.Realized)}  unrealized {Text(portfolio.Unrealized)}"
            + $"  fees {Text(portfolio.Fees)}  funding {Text(portfolio.Funding)}");
        if (portfolio.Attribution is { } parts)
        {
            to.WriteLine($"  of it spread {Text(parts.Spread)}  inventory {Text(parts.Inventory)}  mark basis {Text(parts.MarkBasis)}"
                + $"  fees {Text(-parts.Fees)}  funding {Text(parts.Funding)}  fx {Text(parts.Fx)}"
                + (parts.Fx is null or 0 ? "" : " (each minute at its own rate)")
                + (parts.Provisional ? " (provisional)" : "") + (parts.Reason is null ? "" : $" ({parts.Reason})"));
        }

        if (portfolio.Missing.Count > 0)
        {
            to.WriteLine($"  partial total {Text(portfolio.PartialTotal)}; missing: {string.Join("; ", portfolio.Missing)}");
        }

        foreach (var position in portfolio.Positions)
        {
            to.WriteLine($"  {position.Instrument,-36} {position.Account,-8} {position.Quantity,14} at {Text(position.AverageEntry)}"
                + $", mark {Text(position.Mark)} ({position.MarkSource}), total {Text(position.Total)} {position.Settle}"
                + (position.Rounded ? ", rounded" : "")
                + (position.FallbackFees > 0 ? $", {Fees(position.FallbackFees)} at a fallback rate" : "")
                + (position.LaterRateFees > 0 ? $", {Fees(position.LaterRateFees)} at the rate of a later minute" : "")
                + (position.Reason is null ? "" : $" ({position.Reason})"));
        }

        RiskText.Write(portfolio.Risk, to);
    }

    private static string Fees(long count) => count == 1 ? "1 fee" : $"{count} fees";

    private static string Level(IReadOnlyList<BookLevel> levels, int at) =>
        at < levels.Count ? $"{Plain(levels[at].Amount)} @ {Plain(levels[at].Price)}" : "";

    internal static string Text(decimal? figure) => figure is { } known ? known.ToString(Form((double)known), CultureInfo.InvariantCulture) : "unknown";

    internal static string Text(double? figure) => figure is { } known ? known.ToString(Form(known), CultureInfo.InvariantCulture) : "unknown";

    /// <summary>Writes the 15 digits that a double surely holds, without an exponent.</summary>
    private static string Plain(double number) => number.ToString("0." + new string('#', MaxDecimals), CultureInfo.InvariantCulture);

    private static string Form(double figure)
    {
        var leading = figure == 0 ? 0 : -Math.Floor(Math.Log10(Math.Abs(figure)));
        return "0." + new string('#', (int)Math.Clamp(leading + Digits - 1, Decimals, MaxDecimals));
    }
}
