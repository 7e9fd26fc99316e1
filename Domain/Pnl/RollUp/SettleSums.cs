namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Sums of the ledgers that settle in one asset. Not safe for concurrent use.</summary>
internal sealed class SettleSums(string asset)
{
    private static readonly Func<SettleFigures, decimal?>[] Figures =
        [f => f.Realized, f => f.Unrealized, f => f.Fees, f => f.Funding, f => f.Total, f => f.PartialTotal];

    private readonly RunningSum[] _sums = [.. Figures.Select(_ => new RunningSum())];
    private int _ledgers;

    /// <summary>One of the figures of a ledger.</summary>
    internal enum Figure
    {
        Realized,
        Unrealized,
        Fees,
        Funding,
        Total,
        PartialTotal,
    }

    internal string Asset { get; } = asset;

    /// <summary>Number of ledgers whose total is unknown.</summary>
    internal int UnknownTotals => _sums[(int)Figure.Total].Unknown;

    /// <summary>Whether a ledger has a known total.</summary>
    internal bool HasTotal => _ledgers > UnknownTotals;

    internal void Add(in SettleFigures ledger)
    {
        _ledgers++;
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i].Add(Figures[i](ledger));
        }
    }

    /// <summary>Replaces a ledger by its newer figures.</summary>
    internal void Replace(in SettleFigures ledger, in SettleFigures by)
    {
        _sums[(int)Figure.Realized].Replace(ledger.Realized, by.Realized);
        _sums[(int)Figure.Unrealized].Replace(ledger.Unrealized, by.Unrealized);
        _sums[(int)Figure.Fees].Replace(ledger.Fees, by.Fees);
        _sums[(int)Figure.Funding].Replace(ledger.Funding, by.Funding);
        _sums[(int)Figure.Total].Replace(ledger.Total, by.Total);
        _sums[(int)Figure.PartialTotal].Replace(ledger.PartialTotal, by.PartialTotal);
    }

    /// <summary>Sum of a figure; <see langword="null"/> when it is unknown in a ledger.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="ledgers">All ledgers in order; they are read only when the sum depends on it.</param>
    /// <exception cref="OverflowException">The sum exceeds the range of decimal.</exception>
    internal decimal? Of(Figure figure, IEnumerable<SettleFigures> ledgers)
    {
        var sum = _sums[(int)figure];
        if (sum.TryGet(out var known))
        {
            return sum.Unknown == 0 ? known : null;
        }

        known = 0m;
        foreach (var term in Terms(figure, ledgers))
        {
            if (term is null)
            {
                return null;
            }

            known += term.Value;
        }

        return known;
    }

    /// <summary>As <see cref="Of"/>, over the ledgers in which the figure is known.</summary>
    internal decimal OfKnown(Figure figure, IEnumerable<SettleFigures> ledgers) =>
        _sums[(int)figure].TryGet(out var known) ? known : Terms(figure, ledgers).Sum() ?? 0m;

    private IEnumerable<decimal?> Terms(Figure figure, IEnumerable<SettleFigures> ledgers) =>
        ledgers.Where(ledger => ledger.Settle == Asset).Select(Figures[(int)figure]);
}
