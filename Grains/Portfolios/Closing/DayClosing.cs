using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Stores the days of a portfolio that have ended. Used on the grain's scheduler only.</summary>
internal sealed class DayClosing(string portfolio, PortfolioServices services, ClosingStore store, DayChecks checks)
{
    /// <summary>Stores every day that has ended by a second that closes now.</summary>
    /// <param name="second">The closing second.</param>
    /// <param name="rates">FX rates of its minute.</param>
    /// <param name="members">All members. In a day that ended before this second, their figures are unknown.</param>
    internal async Task Close(ClosedSecond second, MinuteRates rates, IEnumerable<InstrumentId> members)
    {
        var (ended, _) = store.State.Days.Close(second.At);
        foreach (var end in ended)
        {
            var day = end.At == second.At ? Known(end, second, rates) : Unknown(end, members);
            await services.Stores.Days.Add(portfolio, day, CancellationToken.None);
            store.State.LastDay = end.At;
            checks.Add(day);
        }

        // While the days were stored, another boundary may have been set.
        if (ended.Count > 0 || store.State.Days.NextClose == default)
        {
            store.State.Days = store.State.Days.Close(second.At).After;
            store.MarkChanged();
        }
    }

    private DayClose Known(DayEnd end, ClosedSecond second, MinuteRates rates) => DayClose.Of(
        end,
        services.Currency,
        (second.Members ?? []).Concat(second.Missing.Select(member => NotClosed(end, member))),
        rates.All(second.Settled),
        rates.Version,
        store.State.Translation);

    private DayClose Unknown(DayEnd end, IEnumerable<InstrumentId> members) => DayClose.Of(
        end, services.Currency, members.Select(member => NotClosed(end, member)), [], 0, store.State.Translation);

    private DayMember NotClosed(DayEnd end, InstrumentId member) =>
        DayMember.Unknown(member, store.Member(member).Asset ?? "", $"it did not close {end.At}");
}
