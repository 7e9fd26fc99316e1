using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Inventory;

/// <content>What others read of an inventory. Nothing here changes it.</content>
public sealed partial class InventoryGrain
{
    /// <inheritdoc />
    public Task<PositionPush?> GetPosition(PortfolioId portfolio) => Task.FromResult(PushFor(portfolio.Name));

    /// <inheritdoc />
    public Task<InventoryView> GetLedgers(PortfolioId portfolio) => Task.FromResult(new InventoryView
    {
        Instrument = _instrument,
        Ledgers = _journal.IsLoaded ? [.. _journal.Ledgers.Of(portfolio.Name).Select(ledger => _valuation.Full(ledger, _journal.Ledgers))] : [],
        StateHash = _journal.IsLoaded ? _journal.StateHash() : "",
        JournalLength = _journal.Length,
        Duplicates = _writer.Duplicates,
        Conflicts = _writer.Conflicts,
        Refused = _writer.Refused,
        OpenVoids = [.. OpenVoids(portfolio).Where(v => Lapse(v) is null)],
        LapsedVoids = [.. OpenVoids(portfolio).Select(Lapse).OfType<FillReceipt>()],
    });

    /// <inheritdoc />
    public Task<MarkoutView?> GetMarkouts(PortfolioId portfolio, int recent)
    {
        if (!_journal.IsLoaded || !_journal.Markouts.Tables.TryGetValue(portfolio.Name, out var table))
        {
            return Task.FromResult<MarkoutView?>(null);
        }

        var markouts = _journal.Markouts;
        return Task.FromResult<MarkoutView?>(new()
        {
            Instrument = _instrument,
            Settle = markouts.Settle,
            Horizons = [.. markouts.Policy.Horizons.Spans.Select(MarkoutHorizons.Text)],
            Rows = [.. table.By(MarkoutDimensions.All)],
            Recent = [.. markouts.Recent(portfolio.Name, recent)],
            Table = table.ToJson(),
        });
    }

    /// <inheritdoc />
    public async Task<PnlAttribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid)
    {
        if (!_journal.IsLoaded)
        {
            return null;
        }

        var (state, ledgers) = await _journal.At(at, _stopping.Token);
        return _valuation.ValueAt(state, ledgers, portfolio.Name, at, mark, mid);
    }

    private IEnumerable<FillVoid> OpenVoids(PortfolioId portfolio) =>
        _journal.IsLoaded ? _journal.Ledgers.OpenVoids.Where(v => v.Portfolio == portfolio.Name) : [];

    /// <summary>What a void that waits would be told if it came now; <see langword="null"/> while its fill may still come.</summary>
    private FillReceipt? Lapse(FillVoid open) => _journal.Floor is { } floor && open.FaultBelow(floor) is { } reason
        ? new(open.TradeId, FillOutcome.TooOld, reason, open.ProposedAdjustmentBelow(floor))
        : null;
}
