using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>A portfolio's markouts over all instruments settled in one asset.</summary>
/// <param name="Settle">Asset of the sums.</param>
/// <param name="Horizons">Horizons, in the order of all rows.</param>
/// <param name="Rows">Rows, one per combination of the requested dimensions.</param>
public sealed record PortfolioMarkouts(string Settle, IReadOnlyList<string> Horizons, IReadOnlyList<MarkoutRow> Rows);
