using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk;
using Ballast.Grains.Feeds;
using Ballast.Grains.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Inventory;
using Ballast.Grains.Portfolios;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;

namespace Ballast.Silo.Replay;

/// <summary>Replays recordings through a running silo and collects the report once everything published was applied.</summary>
public sealed class ReplayRun(
    IGrainFactory grains,
    IBallastClient client,
    ReplayConnection connection,
    ReplayParticipants participants,
    ReadCounts counts,
    InputFaults faults,
    ITermsSource terms,
    IPortfolioCatalog catalog,
    FxTableCache fx,
    PositionOutbox outbox)
{
    private const int TopLevels = 5;

    /// <summary>Closed seconds of a longer stretch are not sent at once: they have to fit into memory and a message.</summary>
    private static readonly TimeSpan Part = TimeSpan.FromHours(1);

    /// <summary>Runs to the end.</summary>
    public async Task<ReplayReport> Run(CancellationToken cancellationToken)
    {
        var feed = grains.GetGrain<IFeedGrain>(ReplayConnection.FeedKey);
        await feed.Start();
        try
        {
            await connection.Done.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await feed.Stop();
            throw;
        }

        var instruments = connection.Publisher!.Instruments();
        var portfolios = await catalog.List(cancellationToken);
        await Drain(instruments, portfolios);
        return await Report(instruments, portfolios, cancellationToken);
    }

    /// <summary>What the risk of a report was computed from; nothing has changed since.</summary>
    public async Task<RiskExport> ReadRisk(ReplayReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var portfolios = new List<ExportedRisk>();
        foreach (var portfolio in report.Portfolios)
        {
            portfolios.Add(new(
                portfolio.Portfolio,
                await client.GetRiskInputs(portfolio.Portfolio, cancellationToken),
                await client.GetForecasts(portfolio.Portfolio, default, new(Instant.MaxMicros), null, ForecastRules.MostForecasts, cancellationToken),
                await grains.GetGrain<IPortfolioGrain>(portfolio.Portfolio).GetRecordedPoints(new(portfolio.Portfolio))));
        }

        return new(portfolios);
    }

    /// <summary>Waits down the line, in the order the data flows: books, rates, inventories, outbox.</summary>
    private async Task Drain(IReadOnlyList<InstrumentId> instruments, IReadOnlyList<string> portfolios)
    {
        foreach (var spot in instruments.Where(instrument => terms.Find(instrument) is { Kind: ContractKind.Spot }))
        {
            await grains.GetGrain<IFxGrain>(FeedGrain.FxKey).Add(spot);
        }

        foreach (var instrument in instruments)
        {
            await grains.GetGrain<IOrderBookGrain>(instrument.ToString()).Flush();
        }

        var end = connection.Publisher!.Watermark;
        await grains.GetGrain<IFxGrain>(FeedGrain.FxKey).FlushTo(end);
        await fx.Refresh();
        var members = new SortedSet<InstrumentId>();
        foreach (var portfolio in portfolios)
        {
            members.UnionWith(await grains.GetGrain<IPortfolioGrain>(portfolio).GetMembers(new(portfolio)));
        }

        portfolios = await FromBelow(portfolios);
        for (var upTo = (connection.First ?? end) + Part; upTo < end; upTo += Part)
        {
            await Close(members, portfolios, upTo);
        }

        await Close(members, portfolios, end);
    }

    /// <summary>Children before their parents, which wait for what those close.</summary>
    private async Task<IReadOnlyList<string>> FromBelow(IReadOnlyList<string> portfolios)
    {
        static int Height(PortfolioBranch branch) => branch.Children.Select(child => Height(child) + 1).DefaultIfEmpty(0).Max();
        var heights = new List<(string Portfolio, int Height)>();
        foreach (var portfolio in portfolios)
        {
            heights.Add((portfolio, Height(await grains.GetGrain<IPortfolioGrain>(portfolio).GetChildren(new(portfolio)))));
        }

        return [.. heights.OrderBy(known => known.Height).Select(known => known.Portfolio)];
    }

    /// <summary>Nothing closed before the end, so nothing was late for it, whatever order it came in.</summary>
    private async Task Close(IEnumerable<InstrumentId> members, IReadOnlyList<string> portfolios, Instant upTo)
    {
        foreach (var member in members)
        {
            await grains.GetGrain<IInventoryGrain>(member.ToString()).FlushTo(upTo);
        }

        await outbox.Drain();
        foreach (var portfolio in portfolios)
        {
            await grains.GetGrain<IPortfolioGrain>(portfolio).FlushTo(upTo);
        }
    }

    private async Task<ReplayReport> Report(
        IReadOnlyList<InstrumentId> instruments, IReadOnlyList<string> portfolios, CancellationToken cancellationToken)
    {
        var read = counts.ToList().ToLookup(count => count.Instrument);
        var reports = new List<InstrumentReport>();
        foreach (var instrument in instruments.Union(read.Select(group => group.Key)).Where(id => id.Symbol.Length > 0).Order())
        {
            reports.Add(await Report(instrument, read[instrument], cancellationToken));
        }

        var views = new List<PortfolioReport>();
        foreach (var portfolio in portfolios)
        {
            views.Add(PortfolioReport.From(
                await client.GetPortfolio(portfolio, cancellationToken), await client.GetRisk(portfolio, cancellationToken)));
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
            Fills = participants.Outcomes.ToDictionary(outcome => outcome.Key.ToString(), outcome => outcome.Value),
            PaperFills = participants.PaperFills,
            Faults = new(faults.Count, faults.First),
        };
    }

    private async Task<InstrumentReport> Report(
        InstrumentId instrument, IEnumerable<ReadCount> read, CancellationToken cancellationToken)
    {
        var messages = read.ToDictionary(count => count.Type, count => count.Messages);
        var view = await client.GetBook(instrument, TopLevels, cancellationToken);
        var statistics = await grains.GetGrain<IOrderBookGrain>(instrument.ToString()).GetStatistics();
        return new()
        {
            Instrument = instrument,
            Messages = messages,
            BookMessages = statistics.MessagesByType,
            LevelsApplied = statistics.LevelsApplied,
            IgnoredBeforeSnapshot = statistics.IgnoredBeforeSnapshot,
            StampsReplaced = statistics.StampsReplaced,
            State = view.State,
            Mid = view.Mid,
            Bids = view.Bids,
            Asks = view.Asks,
            VenueTime = view.VenueTime,
        };
    }
}
