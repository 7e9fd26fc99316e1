using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Exposure;

/// <summary>Computes the exposure of a portfolio's ledgers.</summary>
/// <remarks>
/// Let every asset have a price X in an outside currency, so that an instrument of base B and quote Q has the price p = X(B)/X(Q). The net
/// exposure to an asset, in units of it, is the derivative of the value of all ledgers, Σ total·X(settle), with respect to its price. With q
/// the quantity, m the multiplier and K = realised − open cost − fees + funding:
/// <list type="bullet">
/// <item>spot, with value q·X(B) + K·X(Q): q of B held, K of Q in cash;</item>
/// <item>linear, with value q·m·X(B) + K·X(Q): delta q·m of B and −q·m·p of Q, cash q·m·p + K of Q, its whole profit;</item>
/// <item>inverse, with value K·X(B) − q·m·X(Q): delta q·m/p of B and −q·m of Q, cash −q·m/p + K of B;</item>
/// <item>quanto, with value (q·m·p + K)·X(S): delta q·m·X(S)/X(Q) of B and that times −p of Q, cash q·m·p + K of S.</item>
/// </list>
/// So the values of all net exposures add up to the portfolio's total if every mark is the cross X(B)/X(Q) of the rates; otherwise the sum is off
/// by the value of each position at that cross less its value at its mark. A fee in a third asset counts in the settle asset, at the rate of its
/// time, as the ledger books it. An adjustment counts as bought or sold at its price. Deposits are not included, because no ledger has them.
/// </remarks>
public static class ExposureComputation
{
    /// <summary>Computes the exposure.</summary>
    /// <param name="ledgers">Ledgers of all accounts and instruments.</param>
    /// <param name="fx">Rates used throughout.</param>
    /// <param name="currency">Report currency.</param>
    /// <param name="margin">Configured margin rates and collateral.</param>
    public static ExposureFigures Of(IReadOnlyList<ExposedLedger> ledgers, FxTable fx, string currency, MarginTerms margin)
    {
        ArgumentNullException.ThrowIfNull(ledgers);
        ArgumentNullException.ThrowIfNull(fx);
        ArgumentNullException.ThrowIfNull(margin);
        var rates = new ReportRates(fx, currency);
        var sums = new SortedDictionary<string, AssetSums>(StringComparer.Ordinal);
        foreach (var ledger in ledgers)
        {
            Add(sums, ledger, fx);
        }

        var (gross, net) = (GrossNotional(ledgers, rates), new PartialSum());
        foreach (var ledger in ledgers)
        {
            net.Add(() => rates.Converted(ledger.Notional, ledger.Terms.Settle), Missing(ledger, rates));
        }

        AssetExposure[] assets = [.. sums.Select(entry => entry.Value.Exposure(entry.Key, rates))];
        return new()
        {
            Assets = assets,
            Accounts = [.. ledgers.GroupBy(ledger => ledger.Owner)
                .OrderBy(account => account.Key.Exchange, StringComparer.Ordinal).ThenBy(account => account.Key.Account, StringComparer.Ordinal)
                .Select(account => Account([.. account], rates, margin))],
            GrossNotional = gross.Value,
            NetNotional = net.Value,
            Missing = [.. assets.Select(asset => asset.Reason).SelectMany(JoinedReasons.Parts)
                .Concat(gross.Reasons).Concat(net.Reasons).Distinct(StringComparer.Ordinal)],
        };
    }

    private static void Add(SortedDictionary<string, AssetSums> sums, ExposedLedger ledger, FxTable fx)
    {
        var (terms, q, m, why) = (ledger.Terms, ledger.Quantity, ledger.Terms.Multiplier, Unknown(ledger));
        Of(terms.Settle).Cash.Add(() => ledger.Cash, why);
        switch (terms.Kind)
        {
            case ContractKind.Spot:
                Of(terms.Base).Spot.Add(() => q, why);
                break;
            case ContractKind.Linear:
                Of(terms.Base).Derivatives.Add(() => q * m, why);
                Of(terms.Quote).Derivatives.Add(() => -ledger.Worth, why);
                break;
            case ContractKind.Inverse:
                Of(terms.Base).Derivatives.Add(() => ledger.Notional, why);
                Of(terms.Quote).Derivatives.Add(() => -q * m, why);
                break;
            default:
                var rate = q == 0 ? 0m : fx.Convert(terms.Settle, terms.Quote)?.Rate;
                var none = rate is null ? $"no fresh rate from {terms.Settle} to {terms.Quote}" : why;
                Of(terms.Base).Derivatives.Add(() => q * m * rate, none);
                Of(terms.Quote).Derivatives.Add(() => -ledger.Worth * rate, none);
                break;
        }

        AssetSums Of(string asset) => sums.TryGetValue(asset, out var known) ? known : sums[asset] = new();
    }

    private static AccountExposure Account(ExposedLedger[] ledgers, ReportRates rates, MarginTerms terms)
    {
        var (exchange, account) = ledgers[0].Owner;
        var cash = new SortedDictionary<string, PartialSum>(StringComparer.Ordinal);
        foreach (var ledger in ledgers)
        {
            var sum = cash.TryGetValue(ledger.Terms.Settle, out var known) ? known : cash[ledger.Terms.Settle] = new();
            sum.Add(() => ledger.Cash, Unknown(ledger));
        }

        var gross = GrossNotional(ledgers, rates);
        var margin = AccountMargin.Of(ledgers, rates, terms);
        return new()
        {
            Exchange = exchange,
            Account = account,
            Cash = [.. cash.Select(entry => new CashBalance(entry.Key, entry.Value.Value))],
            GrossNotional = gross.Value,
            MarginUsed = margin.Used,
            Equity = margin.Equity,
            DistanceToLiquidation = margin.Distance,
            LiquidatedByRise = margin.ByRise,
            Reason = PartialSum.Text([.. cash.Values.SelectMany(sum => sum.Reasons), .. gross.Reasons, .. margin.Reasons]),
        };
    }

    private static PartialSum GrossNotional(IEnumerable<ExposedLedger> ledgers, ReportRates rates)
    {
        var sum = new PartialSum();
        foreach (var ledger in ledgers)
        {
            sum.Add(() => ledger.Notional is { } notional ? rates.Converted(Math.Abs(notional), ledger.Terms.Settle) : null, Missing(ledger, rates));
        }

        return sum;
    }

    internal static string Missing(ExposedLedger ledger, ReportRates rates) =>
        ledger.Mark is null && ledger.Quantity != 0 ? Unknown(ledger) : rates.Missing(ledger.Terms.Settle);

    internal static string Unknown(ExposedLedger ledger) => $"{ledger.Name}: {ledger.Reason ?? "no mark"}";

    private sealed class AssetSums
    {
        internal PartialSum Spot { get; } = new();

        internal PartialSum Derivatives { get; } = new();

        internal PartialSum Cash { get; } = new();

        internal AssetExposure Exposure(string asset, ReportRates rates)
        {
            var (net, value) = (new PartialSum(), new PartialSum());
            foreach (var part in (PartialSum[])[Spot, Derivatives, Cash])
            {
                net.Add(() => part.Value, PartialSum.Text(part.Reasons) ?? "");
            }

            if (net.Value is { } known)
            {
                value.Add(() => rates.Converted(known, asset), rates.Missing(asset));
            }

            return new()
            {
                Asset = asset,
                Spot = Spot.Value ?? 0,
                Derivatives = Derivatives.Value,
                Cash = Cash.Value,
                Net = net.Value,
                NetValue = net.Value is null ? null : value.Value,
                Reason = PartialSum.Text(net.Reasons.Concat(value.Reasons)),
            };
        }
    }
}
