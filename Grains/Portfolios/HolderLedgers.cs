using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios;

/// <summary>Profit of the positions of one portfolio among those that count in a roll-up.</summary>
/// <param name="name">Name of that portfolio.</param>
/// <param name="positions">All positions of the roll-up.</param>
/// <param name="named">Their profits, in the same order.</param>
internal sealed class HolderLedgers(string name, PositionView[] positions, IEnumerable<(string Name, string Asset, PnlAttribution Value)> named)
{
    private readonly IEnumerable<(string, string, PnlAttribution)> _own =
        positions.Zip(named).Where(ledger => ledger.First.Portfolio == name).Select(ledger => ledger.Second);

    /// <summary>Name of the portfolio.</summary>
    internal string Name { get; } = name;

    internal ProfitSums Profits { get; } = new();

    /// <summary>Profit by settle asset.</summary>
    internal SettledProfit[] Settled => Profits.Of(_own);

    /// <summary>Profit in report currency.</summary>
    /// <param name="earlier">What of it has been converted so far.</param>
    /// <param name="rate">Rate of an asset.</param>
    internal PnlAttribution At(FxTranslation earlier, Func<string, decimal?> rate) => earlier.Now(Settled, rate).Value;
}
