using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;

namespace Ballast.Silo.Replay;

/// <summary>Reads the figures of a finished replay from the cluster.</summary>
public sealed class ReplayFigures(
    IGrainFactory grains, IBallastClient client, ReplayConnection connection, ReadCounts counts, InputFaults faults, FxTableCache fx)
{
    private const int TopLevels = 5;

    /// <summary>Reads the report. Everything published must have been applied.</summary>
    public async Task<ReplayReport> ReadReport(
        IReadOnlyList<InstrumentId> instruments, IReadOnlyList<string> portfolios, CancellationToken cancellationToken)
    {
        var read = counts.ToList().ToLookup(count => count.Instrument);
        var reports = new List<InstrumentReport>();
        foreach (var instrument in instruments.Union(read.Select(group => group.Key)).Where(id => id.Symbol.Length > 0).Order())
        {
            reports.Add(await Report(instrument, read[instrument]));
        }

        var views = new List<PortfolioReport>();
        foreach (var portfolio in portfolios)
        {
            // Not through the client, whose calls end after a while: risk is computed now, and may take longer.
            views.Add(PortfolioReport.From(
                await client.GetPortfolio(portfolio, cancellationToken), await grains.Portfolio(new(portfolio)).ComputeRisk()));
        }

        return new()
        {
            From = connection.First,
            To = connection.First is null ? null : connection.Publisher!.Watermark,
            Messages = counts.Total,
            StepsBack = counts.StepsBack,
            Superseded = counts.Superseded,
            ExchangeMessages = read.Where(group => group.Key.Symbol.Length == 0).ToDictionary(
                group => group.Key.Exchange, IReadOnlyDictionary<string, long> (group) => group.ToDictionary(count => count.Type, count => count.Messages)),
            Instruments = reports,
            Portfolios = views,
            FxRates = (await fx.Refresh()).Quotes,
            Fills = connection.Participants.Outcomes.ToDictionary(outcome => outcome.Key.ToString(), outcome => outcome.Value),
            PaperFills = connection.Participants.PaperFills,
            Faults = new(faults.Count, faults.First),
        };
    }

    private async Task<InstrumentReport> Report(InstrumentId instrument, IEnumerable<ReadCount> read)
    {
        var messages = read.ToDictionary(count => count.Type, count => count.Messages);

        // Not through the client, which refuses an instrument without terms that has sent nothing for a book.
        var view = await grains.Book(instrument).GetBook(TopLevels);
        var statistics = await grains.Book(instrument).GetStatistics();
        var earlier = connection.EarlierCounts(instrument);
        return new()
        {
            Instrument = instrument,
            Messages = messages,
            BookMessages = earlier is null ? statistics.MessagesByType : Since(earlier.MessagesByType, statistics.MessagesByType),
            LevelsApplied = statistics.LevelsApplied - (earlier?.LevelsApplied ?? 0),
            IgnoredBeforeSnapshot = statistics.IgnoredBeforeSnapshot - (earlier?.IgnoredBeforeSnapshot ?? 0),
            StampsReplaced = statistics.StampsReplaced - (earlier?.StampsReplaced ?? 0),
            State = view.State,
            Mid = view.Mid,
            Bids = view.Bids,
            Asks = view.Asks,
            VenueTime = view.VenueTime,
        };
    }

    private static SortedDictionary<string, long> Since(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> now)
    {
        var added = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (type, count) in now.Where(known => known.Value > before.GetValueOrDefault(known.Key)))
        {
            added[type] = count - before.GetValueOrDefault(type);
        }

        return added;
    }

    /// <summary>Reads what the risk figures of a report were computed from; nothing may have been published since.</summary>
    public async Task<RiskExport> ReadRisk(ReplayReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var portfolios = new List<ExportedRisk>();
        foreach (var portfolio in report.Portfolios)
        {
            portfolios.Add(new(
                portfolio.Portfolio,
                await client.GetRiskInputs(portfolio.Portfolio, cancellationToken),
                await client.GetForecasts(portfolio.Portfolio, default, new(Instant.MaxMicros), null, ForecastRules.MaxForecasts, cancellationToken),
                await grains.Portfolio(new(portfolio.Portfolio)).GetRecordedPoints(new(portfolio.Portfolio))));
        }

        return new(portfolios);
    }
}
