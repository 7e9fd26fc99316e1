using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Domain.Pnl;

/// <summary>Compares what a venue reports with what we hold.</summary>
/// <remarks>
/// Positions are compared by instrument. A balance is compared with the spot ledgers of the exchange that hold its asset as base;
/// money that is only paid with is no position of ours and is listed without a proposal. What only one side has is listed.
/// </remarks>
public sealed class Reconciliation
{
    private readonly string portfolio;
    private readonly VenueReport report;
    private readonly Dictionary<InstrumentId, OwnPosition> own;
    private readonly Func<InstrumentId, (Instrument? Terms, decimal? Mark)> market;

    private Reconciliation(
        string portfolio, VenueReport report, IEnumerable<OwnPosition> positions, Func<InstrumentId, (Instrument? Terms, decimal? Mark)> market)
    {
        (this.portfolio, this.report, this.market) = (portfolio, report, market);
        own = positions.Where(position => position.Account == report.Account).ToDictionary(position => position.Terms.Id);
    }

    /// <summary>Where the two do not agree, by instrument and then asset.</summary>
    /// <param name="portfolio">Portfolio that adjustments would be booked in.</param>
    /// <param name="report">Without <see cref="VenueReport.Fault"/>.</param>
    /// <param name="positions">Our ledgers; those of other accounts are not looked at.</param>
    /// <param name="market">Terms and mark of an instrument that we hold no ledger of; either may be <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The report has a fault.</exception>
    public static IReadOnlyList<PositionDifference> Of(
        string portfolio,
        VenueReport report,
        IEnumerable<OwnPosition> positions,
        Func<InstrumentId, (Instrument? Terms, decimal? Mark)> market)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(positions);
        return report.Fault() is { } fault
            ? throw new ArgumentException(fault, nameof(report))
            : new Reconciliation(portfolio, report, positions, market).Differences();
    }

    private PositionDifference[] Differences()
    {
        var differences = new List<PositionDifference>();
        var reported = report.Positions?.ToDictionary(p => p.Instrument) ?? [];
        if (report.Positions is not null)
        {
            // An account's name may be used at several venues: what this one says is about its own instruments.
            HashSet<string> venues = report.Exchange is { } exchange ? [exchange] : [.. reported.Keys.Select(instrument => instrument.Exchange)];
            var ours = own.Values.Select(position => position.Terms)
                .Where(terms => terms.Kind != ContractKind.Spot && (venues.Count == 0 || venues.Contains(terms.Id.Exchange)))
                .Select(terms => terms.Id);
            foreach (var instrument in reported.Keys.Union(ours).Order())
            {
                differences.Add(OfPosition(instrument, reported.GetValueOrDefault(instrument)));
            }
        }

        if (report.Balances is { } balances)
        {
            // A spot instrument that the venue lists as a position has been compared as one.
            var spot = own.Values
                .Where(p => p.Terms.Kind == ContractKind.Spot && p.Terms.Id.Exchange == report.Exchange && !reported.ContainsKey(p.Terms.Id))
                .ToLookup(position => position.Terms.Base, StringComparer.Ordinal);
            var amounts = balances.ToDictionary(balance => balance.Asset, balance => balance.Amount, StringComparer.Ordinal);
            foreach (var asset in amounts.Keys.Union(spot.Select(group => group.Key)).Order(StringComparer.Ordinal))
            {
                differences.Add(OfBalance(asset, amounts.GetValueOrDefault(asset), [.. spot[asset].OrderBy(position => position.Terms.Id)]));
            }
        }

        return [.. differences.Where(difference => difference.Difference != 0 && !(report.IgnoreBelowLot && IsDust(difference)))];
    }

    private PositionDifference OfPosition(InstrumentId instrument, VenuePosition? venue)
    {
        var ours = own.GetValueOrDefault(instrument);
        var (terms, mark) = ours is null ? market(instrument) : (ours.Terms, ours.Mark);
        var hints = Hints(ours, terms, ours?.Quantity ?? 0, venue?.Quantity ?? 0);
        if (venue?.EntryPrice is { } entry && ours?.AverageEntry is { } average && entry != average)
        {
            hints.Add($"entry price is {average} with us and {entry} at the venue");
        }

        return Difference(instrument, null, ours?.Quantity ?? 0, venue?.Quantity ?? 0, ours?.LastFillAt, hints, mark,
            terms is null ? $"no contract terms for {instrument}" : mark is null ? $"no mark of {instrument} to book it at" : null);
    }

    private PositionDifference OfBalance(string asset, decimal amount, OwnPosition[] holders)
    {
        var held = holders.Sum(position => position.Quantity);
        var single = holders.Length == 1 ? holders[0] : null;
        var reason = holders.Length == 0 ? $"no spot ledger of this account at {report.Exchange} holds {asset}"
            : single is null ? $"{asset} is held through several instruments: {string.Join(", ", holders.Select(p => p.Terms.Id))}"
            : single.Mark is null ? $"no mark of {single.Terms.Id} to book it at"
            : null;
        var newest = holders.Select(position => (Instant?)position.LastFillAt).Max();
        return Difference(single?.Terms.Id, asset, held, amount, newest, Hints(single, single?.Terms, held, amount), single?.Mark, reason);
    }

    private PositionDifference Difference(
        InstrumentId? instrument, string? asset, decimal ours, decimal venue, Instant? lastFill, List<string> hints, decimal? mark, string? reason)
    {
        var difference = venue - ours;
        return new()
        {
            Instrument = instrument,
            Asset = asset,
            Account = report.Account,
            Ours = ours,
            Venue = venue,
            Difference = difference,
            Age = lastFill is { } last && last != default ? report.At - last : null,
            Hints = [.. hints],
            Proposed = reason is null && difference != 0 ? Adjustment(instrument!.Value, ours, venue, mark!.Value) : null,
            Reason = reason,
        };
    }

    /// <summary>The id stands for what was compared and not for the price, so that one difference is never booked twice.</summary>
    private Adjustment Adjustment(InstrumentId instrument, decimal ours, decimal venue, decimal mark) => new()
    {
        Instrument = instrument,
        Account = report.Account,
        Portfolio = portfolio,
        VenueTime = report.At,
        AdjustmentId = "reconciliation-" + new StateDigest().Add(portfolio).Add(report.Account).Add(instrument.ToString())
            .Add(report.At.Micros).Add(ours).Add(venue).ToHex(),
        Quantity = venue - ours,
        Price = mark,
        Reason = AdjustmentReason.Reconciliation,
        Provenance = $"venue {venue}, ours {ours}",
    };

    private List<string> Hints(OwnPosition? ours, Instrument? terms, decimal held, decimal venue)
    {
        var difference = venue - held;
        var hints = new List<string>();
        if (terms?.LotSize is { } lot && Math.Abs(difference) < lot)
        {
            hints.Add($"below the lot size {lot}: dust, as of a fee taken in base");
        }

        if (ours is not null && terms is not null && ours.FeesUnconverted.TryGetValue(terms.Base, out var fee) && fee != 0)
        {
            hints.Add($"an unconverted fee of {fee} {terms.Base} is in our ledger");
        }

        if (ours?.LastFillAt > report.At)
        {
            hints.Add("a fill of ours is later than the report");
        }

        if (held == 0 && venue != 0)
        {
            hints.Add("we hold nothing: a fill, a transfer or an opening balance may be missing");
        }
        else if (venue == 0 && held != 0)
        {
            hints.Add("the venue holds nothing: a fill, a transfer or a settlement may be missing");
        }
        else if (venue == -held && held != 0)
        {
            hints.Add("quantities are opposite: look at the sign");
        }
        else if (terms is not null && terms.Multiplier != 1 && (venue == held * terms.Multiplier || held == venue * terms.Multiplier))
        {
            hints.Add($"quantities differ by the multiplier {terms.Multiplier}: look at the unit");
        }

        return hints;
    }

    private bool IsDust(PositionDifference difference) =>
        difference.Instrument is { } instrument
        && (own.GetValueOrDefault(instrument)?.Terms ?? market(instrument).Terms)?.LotSize is { } lot
        && Math.Abs(difference.Difference) < lot;
}
