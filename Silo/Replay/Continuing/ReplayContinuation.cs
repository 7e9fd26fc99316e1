using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios;
using Ballast.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Replay.Continuing;

/// <summary>Lets a replay go on where the last one on the same store ended, so that a recording in parts gives what it gives as a whole.</summary>
/// <remarks>On a temporary store, whose recording is not followed by another, it only ends the recording.</remarks>
public sealed class ReplayContinuation(
    IGrainFactory grains, IPortfolioCatalog catalog, RedisRecordingEnds ends, MarketClock clock, ReplaySettings settings, IOptions<BallastOptions> options)
{
    /// <summary>Longest time between the end of a recording and the beginning of one that goes on with its books.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(1);

    private static readonly SamplingGrid Seconds = new(TimeSpan.FromSeconds(1));
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<InstrumentId, BookStatistics> _earlierCounts = [];
    private readonly RecordingTail? _tail = settings.KeepsStore ? new(LongestWindow(options.Value.Books), options.Value.Books.Rules(tickSize: null)) : null;

    /// <summary>Prepares the replay, before anything is published: what is held from earlier takes part, and closes its seconds from the first open one on.</summary>
    /// <param name="first">Arrival of the first event.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>Events to publish first, in order of arrival; empty when the recording does not follow the last one.</returns>
    internal async Task<IReadOnlyList<MarketEvent>> Begin(Instant first, CancellationToken cancellationToken)
    {
        if (_tail is null)
        {
            return [];
        }

        clock.MayBeContinued = true;
        var last = await ends.ReadFollowedBy(first, LongestGap, cancellationToken);
        var portfolios = await catalog.List(cancellationToken);
        if (last is not null || portfolios.Count > 0)
        {
            clock.FollowEarlier(last?.ClosedTo ?? (Seconds.AtOrAfter(first) - Seconds.Step), isContinued: last is not null);
        }

        foreach (var portfolio in portfolios)
        {
            await Begin(new PortfolioId(portfolio), cancellationToken);
        }

        return last?.Events ?? [];
    }

    /// <summary>Counts of each book before the first event of the recording, which a report leaves out.</summary>
    internal IReadOnlyDictionary<InstrumentId, BookStatistics> EarlierCounts => _earlierCounts;

    /// <summary>Reads what books have counted up to now, before the first event of the recording.</summary>
    internal async Task CountEarlier(IEnumerable<InstrumentId> instruments)
    {
        foreach (var instrument in instruments)
        {
            _earlierCounts[instrument] = await grains.Book(instrument).GetStatistics();
        }
    }

    /// <summary>Keeps an event as long as a recording that follows may need it.</summary>
    internal void Add(MarketEvent marketEvent) => _tail?.Add(marketEvent);

    /// <summary>Last second to close. On a store that is kept later ones stay open, because what follows may still change them.</summary>
    /// <param name="end">Arrival of the last event.</param>
    internal Instant ClosesTo(Instant end) =>
        _tail is null ? end : Instant.Max(Seconds.AtOrBefore(end - SamplingGrid.ClosingDelay), clock.ClosedBefore ?? default);

    /// <summary>Ends the recording, after which earlier events are late, and stores how it ended; everything up to <paramref name="closedTo"/> must be closed.</summary>
    internal Task End(Instant end, Instant closedTo, CancellationToken cancellationToken)
    {
        clock.EndRecording(Seconds.AtOrBefore(closedTo));
        return _tail is null || end == default ? Task.CompletedTask : ends.Write(new(end, closedTo, _tail.ToEvents()), cancellationToken);
    }

    /// <summary>Activates a portfolio and its members, which then receive every mid of the recording.</summary>
    private async Task Begin(PortfolioId portfolio, CancellationToken cancellationToken)
    {
        foreach (var member in await grains.Portfolio(portfolio).GetMembers(portfolio))
        {
            while (!await IsActive(portfolio, member))
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task<bool> IsActive(PortfolioId portfolio, InstrumentId member)
    {
        try
        {
            await grains.Inventory(member).GetPosition(portfolio);
            return true;
        }
        catch (TimeoutException)
        {
            // Reading a long journal may take longer than a call.
            return false;
        }
    }

    /// <summary>Longest of the windows over which books keep statistics of quotes and trades.</summary>
    private static TimeSpan LongestWindow(BookOptions books) =>
        new[] { books.FlowWindow, books.VolatilityWindow, books.LiquidityWindow, books.IntensityWindow }.Max();
}
