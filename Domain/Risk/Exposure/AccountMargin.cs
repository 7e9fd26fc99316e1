using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Exposure;

/// <summary>Margin of one account's ledgers, in report currency, and the price move at which the account would be liquidated.</summary>
/// <remarks>
/// Equity is the configured collateral plus the total of the account's ledgers. The account is liquidated when equity is not above the
/// maintenance margin, both at the moved prices. The move multiplies the price of every instrument with an open position by one factor u. The
/// base assets of these instruments are then worth u times as much, so collateral and profit in them move along; other assets keep their
/// rates. Every figure is a power of u from 0 to 2: an inverse contract's profit, −q·m/(p·u) of an asset worth u·X, is of power 0. So equity
/// minus margin is a quadratic in u, and its root nearest to 1 gives the distance in closed form.
/// </remarks>
internal sealed record AccountMargin
{
    /// <summary>Largest factor considered: a rise to eleven times the price.</summary>
    private const double Highest = 11;

    internal decimal? Used { get; private init; }

    internal decimal? Equity { get; private init; }

    internal double? Distance { get; private init; }

    internal bool? ByRise { get; private init; }

    internal required IReadOnlyList<string> Reasons { get; init; }

    internal static AccountMargin Of(IReadOnlyList<ExposedLedger> ledgers, ReportRates rates, MarginTerms terms)
    {
        var (used, equity) = (new PartialSum(), new PartialSum());
        var margined = ledgers.Where(ledger => ledger.Quantity != 0 && ledger.Terms.Kind != ContractKind.Spot).ToArray();
        foreach (var ledger in margined)
        {
            if (terms.MaintenanceOf(ledger.Terms.Id) is { } rate)
            {
                used.Add(() => Math.Abs(rates.Converted(ledger.Notional, ledger.Terms.Settle)!.Value) * rate, ExposureComputation.Missing(ledger, rates));
            }
            else
            {
                used.AddMissing($"Risk:Margin:Maintenance names neither {ledger.Terms.Id} nor {ledger.Terms.Id.Exchange}");
            }
        }

        var owner = $"{ledgers[0].Terms.Id.Exchange}/{ledgers[0].Account}";
        var deposits = terms.Collateral.GetValueOrDefault(owner);
        if (deposits is null)
        {
            equity.AddMissing($"Risk:Margin:Collateral does not name {owner}");
        }

        foreach (var (asset, amount) in deposits ?? new Dictionary<string, decimal>())
        {
            equity.Add(() => rates.Converted(amount, asset), rates.Missing(asset));
        }

        foreach (var ledger in ledgers)
        {
            equity.Add(
                () => rates.Converted(ledger.Paid + ledger.Worth, ledger.Terms.Settle),
                ledger.Reason is null ? ExposureComputation.Missing(ledger, rates) : ExposureComputation.Unknown(ledger));
        }

        var margin = new AccountMargin { Used = used.Value, Equity = equity.Value, Reasons = [.. used.Reasons, .. equity.Reasons] };
        if (margin.Used is not { } needed || margin.Equity is not { } own)
        {
            return margin;
        }

        if (margined.Length == 0)
        {
            return margin with { Reasons = ["no open position needs margin, so none can be liquidated"] };
        }

        if (own <= needed)
        {
            return margin with { Distance = 0, Reasons = ["equity is not above the maintenance margin"] };
        }

        return Nearest(Powers(ledgers, rates, terms, deposits!)) is { } factor
            ? margin with { Distance = Math.Abs(factor - 1), ByRise = factor > 1 }
            : margin with { Reasons = ["no move down to 0 or up by 1000 % takes equity to the maintenance margin"] };
    }

    /// <summary>Equity minus margin as coefficients of the powers 0 to 2 of the factor.</summary>
    private static double[] Powers(
        IReadOnlyList<ExposedLedger> ledgers, ReportRates rates, MarginTerms terms, IReadOnlyDictionary<string, decimal> deposits)
    {
        var moved = ledgers.Where(ledger => ledger.Quantity != 0).Select(ledger => ledger.Terms.Base).ToHashSet(StringComparer.Ordinal);
        var powers = new double[3];
        int Of(string asset) => moved.Contains(asset) ? 1 : 0;
        double Rate(string asset) => (double)(rates.Of(asset) ?? 0);
        foreach (var (asset, amount) in deposits)
        {
            powers[Of(asset)] += (double)amount * Rate(asset);
        }

        foreach (var ledger in ledgers)
        {
            var (settle, kind) = (ledger.Terms.Settle, ledger.Terms.Kind);
            var rate = Rate(settle);
            powers[Of(settle)] += (double)ledger.Paid!.Value * rate;
            if (ledger.Quantity == 0)
            {
                continue;
            }

            var worth = (double)ledger.Worth!.Value * rate;
            var maintenance = kind == ContractKind.Spot ? 0 : (double)(terms.MaintenanceOf(ledger.Terms.Id) ?? 0);
            powers[Of(settle) + (kind == ContractKind.Inverse ? -1 : 1)] += worth - (maintenance * Math.Abs(worth));
        }

        return powers;
    }

    /// <summary>The positive root nearest to 1; <see langword="null"/> when there is none up to <see cref="Highest"/>.</summary>
    private static double? Nearest(double[] powers)
    {
        var (a, b, c) = (powers[2], powers[1], powers[0]);
        double[] roots;
        if (a == 0)
        {
            roots = b == 0 ? [] : [-c / b];
        }
        else
        {
            var discriminant = (b * b) - (4 * a * c);
            var half = -(b + Math.CopySign(Math.Sqrt(Math.Max(0, discriminant)), b)) / 2;
            roots = discriminant < 0 ? [] : half == 0 ? [0] : [half / a, c / half];
        }

        var reached = roots.Where(root => root is > 0 and <= Highest).OrderBy(root => Math.Abs(root - 1)).ToArray();
        return reached.Length > 0 ? reached[0] : null;
    }
}
