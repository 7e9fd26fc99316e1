using Ballast.Domain.Risk;

namespace Ballast.Grains.Inventory;

/// <content>How an inventory behaves: read off the events that the grain keeps anyway.</content>
public sealed partial class InventoryGrain
{
    /// <inheritdoc />
    public Task<InventoryFigures?> GetInventoryFigures(PortfolioId portfolio)
    {
        var ledgers = _journal.IsLoaded ? _journal.Ledgers.Of(portfolio.Name).ToArray() : [];
        if (ledgers.Length == 0)
        {
            return Task.FromResult<InventoryFigures?>(null);
        }

        var now = clock.Now;
        var seconds = (int)options.Value.Quoting.InventoryWindow.TotalSeconds;
        return Task.FromResult<InventoryFigures?>(InventoryFigures.Of(
            _journal.Ledgers.Terms,
            [.. ledgers.SelectMany(ledger => ledger.State.Fifo.Lots)],
            _journal.Ledgers.History(portfolio.Name, now, seconds),
            now));
    }
}
