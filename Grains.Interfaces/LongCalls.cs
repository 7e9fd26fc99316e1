using Ballast.Domain;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Grains.Interfaces;

/// <summary>Work of grains that may take longer than a call: it is asked for again and again until it has ended.</summary>
public static class LongCalls
{
    /// <summary>Completes when portfolios have received the value of all ledgers as of now, and all seconds that can close are closed.</summary>
    public static Task Flush(this IInventoryGrain inventory) => Until(request => Required(inventory).FlushSome(request, null));

    /// <summary>
    /// As <see cref="Flush(IInventoryGrain)"/>, but closes seconds only up to a time, so that the seconds of a long recording are sent in parts of at most a day.
    /// Seconds more than a day before that time are not closed at all.
    /// </summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="upTo">Venue time of the last second to close.</param>
    public static Task FlushTo(this IInventoryGrain inventory, Instant upTo) => Until(request => Required(inventory).FlushSome(request, upTo));

    /// <summary>Completes when all seconds that can close from the positions received so far are closed, and forecasts are made of them and stored.</summary>
    public static Task Flush(this IPortfolioGrain portfolio) => FlushTo(portfolio, default);

    /// <summary>As <see cref="Flush(IPortfolioGrain)"/>, at the end of a recording.</summary>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="allClosedTo">Time up to which all members have closed and sent their seconds; a member that never closed any held no position.</param>
    public static Task FlushTo(this IPortfolioGrain portfolio, Instant allClosedTo) => Until(request => Required(portfolio).FlushSome(request, allClosedTo));

    /// <summary>Risk computed now, however long that takes.</summary>
    public static async Task<RiskView> ComputeRisk(this IPortfolioGrain portfolio)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        for (var request = Guid.NewGuid(); ;)
        {
            if (await portfolio.TryComputeRisk(request) is { } risk)
            {
                return risk;
            }
        }
    }

    /// <summary>Reads the mids of all books and closes all minutes up to a time, at the end of a recording, when no late data can arrive.</summary>
    /// <param name="fx">The exchange rates.</param>
    /// <param name="upTo">Venue time of the last minute to close.</param>
    public static Task FlushTo(this IFxGrain fx, Instant upTo) => Until(request => Required(fx).FlushSome(request, upTo));

    private static T Required<T>(T grain)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain;
    }

    private static async Task Until(Func<Guid, Task<bool>> hasEnded)
    {
        var request = Guid.NewGuid();
        while (!await hasEnded(request))
        {
        }
    }
}
