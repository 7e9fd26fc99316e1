using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Positions;

namespace Ballast.Grains.Inventory;

/// <summary>Read-only views of an inventory: ledgers, markouts, past values, turnover and half-life.</summary>
internal sealed class InventoryViews(
    InstrumentId instrument, LedgerJournal journal, LedgerPast past, PositionValuation valuation, PastPrices prices, EventTally tally)
{
    /// <summary>A portfolio's ledgers; empty when it never traded the instrument.</summary>
    internal InventoryView Ledgers(PortfolioId portfolio) => new()
    {
        Instrument = instrument,
        Ledgers = [.. Of(portfolio).Select(ledger => valuation.Full(ledger, journal.Ledgers))],
        StateHash = journal.IsLoaded ? journal.StateHash() : "",
        JournalLength = journal.Length,
        Duplicates = tally.Duplicates,
        Conflicts = tally.Conflicts,
        Refused = tally.Refused,
        OpenVoids = [.. OpenVoids(portfolio).Where(open => ExpiredReceipt(open) is null)],
        LapsedVoids = [.. OpenVoids(portfolio).Select(ExpiredReceipt).OfType<FillReceipt>()],
    };

    /// <summary>A portfolio's markouts; <see langword="null"/> when it never traded the instrument.</summary>
    internal MarkoutView? Markouts(PortfolioId portfolio, int recent)
    {
        if (!journal.IsLoaded || !journal.Markouts.Tables.TryGetValue(portfolio.Name, out var table))
        {
            return null;
        }

        var markouts = journal.Markouts;
        return new()
        {
            Instrument = instrument,
            Settle = markouts.Settle,
            Horizons = [.. markouts.Policy.Horizons.Spans.Select(MarkoutHorizons.Text)],
            Rows = [.. table.By(MarkoutDimensions.All)],
            Recent = [.. markouts.Recent(portfolio.Name, recent)],
            Table = table.ToJson(),
        };
    }

    /// <summary>Turnover, half-life and age of a portfolio's inventory, from the events in memory; <see langword="null"/> when it never traded the instrument.</summary>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="now">Time at which ages are measured.</param>
    /// <param name="window">Length of history used.</param>
    internal InventoryFigures? Figures(PortfolioId portfolio, Instant now, TimeSpan window)
    {
        var ledgers = Of(portfolio);
        return ledgers.Length == 0 ? null : InventoryFigures.Of(
            journal.Ledgers.Terms,
            [.. ledgers.SelectMany(ledger => ledger.State.Fifo.Lots)],
            journal.Ledgers.History(portfolio.Name, now, (int)window.TotalSeconds),
            now);
    }

    /// <summary>Profit of a portfolio's ledgers at a past time and given prices; <see langword="null"/> when it had none yet.</summary>
    internal async Task<PnlAttribution?> ValueAt(PortfolioId portfolio, PastPoint point) => await ValuedAt(portfolio, [point]) is [{ IsKnown: true } known]
        ? known.Value
        : throw new InvalidOperationException($"{instrument}: the events up to {point.At} are not retained.");

    /// <summary>Profit of a portfolio's ledgers at past times, in the order given. Marks that are not given are looked for.</summary>
    internal async Task<IReadOnlyList<PastValue>> ValuesAt(PortfolioId portfolio, IReadOnlyList<PastPoint> points)
    {
        var priced = new List<PastPoint>(points.Count);
        foreach (var point in points)
        {
            var found = point.Mark is null && journal.IsLoaded ? await prices.At(point.At) : default;
            priced.Add(point with { Mark = point.Mark ?? found.Mark?.Price, Mid = point.Mid ?? found.Mid?.Price });
        }

        return await ValuedAt(portfolio, priced);
    }

    private async Task<IReadOnlyList<PastValue>> ValuedAt(PortfolioId portfolio, IReadOnlyList<PastPoint> points)
    {
        if (!journal.IsLoaded)
        {
            return [.. points.Select(_ => new PastValue(IsKnown: true, null))];
        }

        var states = await past.StatesAt([.. points.Select(point => point.At).Distinct()]);
        return [.. points.Select(point => states.TryGetValue(point.At, out var state)
            ? new PastValue(IsKnown: true, valuation.ValueAt(state, journal.Ledgers, portfolio.Name, new(point.At, point.Mark, point.Mid)), point.Mark, point.Mid)
            : default)];
    }

    private AccountLedger[] Of(PortfolioId portfolio) => journal.IsLoaded ? [.. journal.Ledgers.Of(portfolio.Name)] : [];

    private IEnumerable<FillVoid> OpenVoids(PortfolioId portfolio) =>
        journal.IsLoaded ? journal.Ledgers.OpenVoids.Where(open => open.Portfolio == portfolio.Name) : [];

    /// <summary>Receipt that an open void would get if it were sent now; <see langword="null"/> while its fill may still arrive.</summary>
    private FillReceipt? ExpiredReceipt(FillVoid open) => journal.Floor is { } floor && open.FaultBelow(floor) is { } reason
        ? new(open.TradeId, FillOutcome.TooOld, reason, open.ProposedAdjustmentBelow(floor))
        : null;
}
