using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>All figures of one account's funding time, resolved at the end: the venue's amount counts before the rate's.</summary>
internal sealed class FundingFigures
{
    public Dictionary<string, Exact>? ByRate { get; set; }

    public Dictionary<string, Exact>? ByVenue { get; set; }

    public HashSet<string> MissingFor { get; } = [];

    public static void Add(Dictionary<string, Exact> to, string portfolio, Exact amount) =>
        to[portfolio] = to.GetValueOrDefault(portfolio, Exact.Zero) + amount;

    /// <summary>Divides by signed position, or by the rate's amounts when positions cancel out; the largest position gets the remainder.</summary>
    public static void Split(
        Dictionary<string, Exact> to, Dictionary<string, Exact>? byRate, (string Portfolio, Exact Position)[] held, FundingPayment funding)
    {
        Exact left = funding.Amount!.Value;
        if (held.Length == 0)
        {
            Add(to, funding.Portfolio, left);
            return;
        }

        var net = held.Aggregate(Exact.Zero, (sum, h) => sum + h.Position);
        var largest = held[0];
        foreach (var (portfolio, position) in held)
        {
            var share = net.Sign != 0 ? ((Exact)funding.Amount.Value * position).Over(net, 18)
                : byRate?.GetValueOrDefault(portfolio, Exact.Zero) ?? Exact.Zero;
            Add(to, portfolio, share);
            left -= share;
            largest = (position.Magnitude - largest.Position.Magnitude).Sign > 0 ? (portfolio, position) : largest;
        }

        Add(to, largest.Portfolio, left);
    }

    public void PayTo(Func<string, NaiveLedger> ledger)
    {
        foreach (var (portfolio, amount) in ByVenue ?? ByRate ?? [])
        {
            ledger(portfolio).Funding += amount;
        }

        foreach (var portfolio in ByVenue is not null && ByRate is not null ? ByVenue.Keys.Union(ByRate.Keys) : [])
        {
            ledger(portfolio).FundingDifference += ByVenue!.GetValueOrDefault(portfolio, Exact.Zero) - ByRate!.GetValueOrDefault(portfolio, Exact.Zero);
        }

        foreach (var portfolio in ByVenue is null && ByRate is null ? MissingFor : [])
        {
            ledger(portfolio).Missing++;
        }
    }
}
