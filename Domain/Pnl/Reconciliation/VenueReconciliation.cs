using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Pnl.Reconciliation;

/// <summary>Compares a venue's report with our ledgers.</summary>
/// <remarks>
/// Positions are compared by instrument. A balance is compared with our spot ledgers at the exchange whose base asset it is; an asset that
/// we only pay with is no position of ours and is listed without a proposal. Entries that only one side has are listed.
/// </remarks>
public sealed class VenueReconciliation
{
    private readonly string _portfolio;
    private readonly VenueReport _report;
    private readonly Dictionary<InstrumentId, OwnPosition> _own;
    private readonly Func<InstrumentId, (Instrument? Terms, decimal? Mark)> _market;

    private VenueReconciliation(
        string portfolio, VenueReport report, IEnumerable<OwnPosition> positions, Func<InstrumentId, (Instrument? Terms, decimal? Mark)> market)
    {
        (_portfolio, _report, _market) = (portfolio, report, market);
        _own = positions.Where(position => position.Account == report.Account).ToDictionary(position => position.Terms.Id);
    }

    /// <summary>Lists the differences: positions by instrument, then balances by asset.</summary>
    /// <param name="portfolio">Portfolio in which proposed adjustments would be booked.</param>
    /// <param name="report">A valid report.</param>
    /// <param name="positions">Our ledgers; those of other accounts are ignored.</param>
    /// <param name="market">Gives terms and mark of an instrument without a ledger; either may be <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The report is invalid, as <see cref="VenueReport.Fault"/> says.</exception>
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
            : new VenueReconciliation(portfolio, report, positions, market).Differences();
    }

    private PositionDifference[] Differences()
    {
        var differences = new List<PositionDifference>();
        var reported = _report.Positions?.ToDictionary(p => p.Instrument) ?? [];
        if (_report.Positions is not null)
        {
            // Several venues may use the same account name; a report concerns only instruments of its own venue.
            HashSet<string> venues = _report.Exchange is { } exchange ? [exchange] : [.. reported.Keys.Select(instrument => instrument.Exchange)];
            var ours = _own.Values.Select(position => position.Terms)
                .Where(terms => terms.Kind != ContractKind.Spot && (venues.Count == 0 || venues.Contains(terms.Id.Exchange)))
                .Select(terms => terms.Id);
            foreach (var instrument in reported.Keys.Union(ours).Order())
            {
                differences.Add(OfPosition(instrument, reported.GetValueOrDefault(instrument)));
            }
        }

        if (_report.Balances is { } balances)
        {
            // A spot instrument that the venue reports as a position has been compared above.
            var spot = _own.Values
                .Where(p => p.Terms.Kind == ContractKind.Spot && p.Terms.Id.Exchange == _report.Exchange && !reported.ContainsKey(p.Terms.Id))
                .ToLookup(position => position.Terms.Base, StringComparer.Ordinal);
            var amounts = balances.ToDictionary(balance => balance.Asset, balance => balance.Amount, StringComparer.Ordinal);
            foreach (var asset in amounts.Keys.Union(spot.Select(group => group.Key)).Order(StringComparer.Ordinal))
            {
                differences.Add(OfBalance(asset, amounts.GetValueOrDefault(asset), [.. spot[asset].OrderBy(position => position.Terms.Id)]));
            }
        }

        return [.. differences.Where(difference => difference.Difference != 0 && !(_report.IgnoreBelowLot && IsDust(difference)))];
    }

    private PositionDifference OfPosition(InstrumentId instrument, VenuePosition? venue)
    {
        var ours = _own.GetValueOrDefault(instrument);
        var (terms, mark) = ours is null ? _market(instrument) : (ours.Terms, ours.Mark);
        var hints = Hints(ours, terms, ours?.Quantity ?? 0, venue?.Quantity ?? 0);
        if (venue?.EntryPrice is { } entry && ours?.AverageEntry is { } average && entry != average)
        {
            hints.Add($"entry price is {average} with us and {entry} at the venue");
        }

        var reason = terms is null ? $"no contract terms for {instrument}" : mark is null ? $"no mark of {instrument} to book it at" : null;
        var difference = Difference(ours?.Quantity ?? 0, venue?.Quantity ?? 0, ours?.LastFillAt, hints);
        return Proposed(difference with { Instrument = instrument }, mark, reason);
    }

    private PositionDifference OfBalance(string asset, decimal amount, OwnPosition[] holders)
    {
        var held = holders.Sum(position => position.Quantity);
        var single = holders.Length == 1 ? holders[0] : null;
        var reason = holders.Length == 0 ? $"no spot ledger of this account at {_report.Exchange} holds {asset}"
            : single is null ? $"{asset} is held through several instruments: {string.Join(", ", holders.Select(p => p.Terms.Id))}"
            : single.Mark is null ? $"no mark of {single.Terms.Id} to book it at"
            : null;
        var newest = holders.Select(position => (Instant?)position.LastFillAt).Max();
        var difference = Difference(held, amount, newest, Hints(single, single?.Terms, held, amount));
        return Proposed(difference with { Instrument = single?.Terms.Id, Asset = asset }, single?.Mark, reason);
    }

    private PositionDifference Difference(decimal ours, decimal venue, Instant? lastFill, List<string> hints) => new()
    {
        Instrument = null,
        Asset = null,
        Account = _report.Account,
        Ours = ours,
        Venue = venue,
        Difference = venue - ours,
        Age = lastFill is { } last && last != default ? _report.At - last : null,
        Hints = [.. hints],
        Proposed = null,
        Reason = null,
    };

    /// <summary>Adds the adjustment, or the reason why none is proposed.</summary>
    private PositionDifference Proposed(PositionDifference difference, decimal? mark, string? reason) => difference with
    {
        Proposed = reason is null && difference.Difference != 0
            ? Adjustment(difference.Instrument!.Value, difference.Ours, difference.Venue, mark!.Value)
            : null,
        Reason = reason,
    };

    /// <summary>The id depends on what was compared and not on the price, so that one difference is never booked twice.</summary>
    private Adjustment Adjustment(InstrumentId instrument, decimal ours, decimal venue, decimal mark) => new()
    {
        Instrument = instrument,
        Account = _report.Account,
        Portfolio = _portfolio,
        VenueTime = _report.At,
        AdjustmentId = "reconciliation-" + new StateDigest().Add(_portfolio).Add(_report.Account).Add(instrument.ToString())
            .Add(_report.At.Micros).Add(ours).Add(venue).ToHex(),
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

        if (ours?.LastFillAt > _report.At)
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
        && (_own.GetValueOrDefault(instrument)?.Terms ?? _market(instrument).Terms)?.LotSize is { } lot
        && Math.Abs(difference.Difference) < lot;
}
