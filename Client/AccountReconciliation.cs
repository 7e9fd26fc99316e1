using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Client;

/// <summary>Compares a venue's report with a portfolio's own ledgers; ledgers of portfolios below it do not count.</summary>
internal sealed class AccountReconciliation(IBallastClient client, IGrainFactory grains, Retry retry)
{
    internal async Task<IReadOnlyList<PositionDifference>> Compare(string portfolio, VenueReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(report));
        }

        var view = await client.GetPortfolio(portfolio, cancellationToken).ConfigureAwait(false);
        if (view.MissingMembers.Count > 0)
        {
            // A ledger that has not answered would look like a position that only the venue has.
            throw new BallastUnavailableException(
                $"Portfolio {portfolio} cannot be reconciled until every instrument has answered; missing: {string.Join(", ", view.MissingMembers)}.");
        }

        var own = new List<OwnPosition>();
        foreach (var position in view.Positions.Where(position => position.Portfolio == portfolio && position.Account == report.Account))
        {
            if (await Terms(position.Instrument, cancellationToken).ConfigureAwait(false) is { } terms)
            {
                own.Add(Own(position, terms));
            }
        }

        var market = new Dictionary<InstrumentId, (Instrument? Terms, decimal? Mark)>();
        foreach (var instrument in (report.Positions ?? []).Select(p => p.Instrument).Except(own.Select(p => p.Terms.Id)))
        {
            var terms = await Terms(instrument, cancellationToken).ConfigureAwait(false);
            market[instrument] = (terms, terms is null ? null : await Mid(instrument, cancellationToken).ConfigureAwait(false));
        }

        return VenueReconciliation.Of(portfolio, report, own, instrument => market.GetValueOrDefault(instrument));
    }

    internal async Task<IReadOnlyList<FillReceipt>> Apply(
        string portfolio, VenueReport report, IReadOnlyList<string> adjustmentIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(adjustmentIds);
        if (adjustmentIds.Count == 0)
        {
            throw new ArgumentException("adjustmentIds is empty; name the proposals to book.", nameof(adjustmentIds));
        }

        var proposed = (await Compare(portfolio, report, cancellationToken).ConfigureAwait(false))
            .Select(difference => difference.Proposed).OfType<Adjustment>().ToDictionary(a => a.AdjustmentId, StringComparer.Ordinal);
        var gone = adjustmentIds.Where(id => !proposed.ContainsKey(id)).ToArray();
        return gone.Length > 0
            ? throw new ArgumentException(
                $"adjustmentIds names {string.Join(", ", gone)}, which this report no longer proposes; reconcile again.", nameof(adjustmentIds))
            : await client.RecordEvents([.. adjustmentIds.Distinct(StringComparer.Ordinal).Select(id => proposed[id])], cancellationToken)
                .ConfigureAwait(false);
    }

    private Task<Instrument?> Terms(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var grain = grains.Instrument(instrument);
        return retry.Call(nameof(IInstrumentGrain.GetTerms), instrument.ToString(), grain.GetTerms, cancellationToken);
    }

    /// <summary>The mid of the live book, used as the mark of an instrument without a ledger; <see langword="null"/> when the book is not live.</summary>
    private async Task<decimal?> Mid(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var book = await client.GetBook(instrument, 1, cancellationToken).ConfigureAwait(false);
        return book.State == BookState.Live && book.Mid is { } mid ? MarkPrice.From(mid, book.VenueTime)?.Price : null;
    }

    private static OwnPosition Own(PositionView position, Instrument terms) => new()
    {
        Terms = terms,
        Account = position.Account,
        Quantity = position.Quantity,
        AverageEntry = position.AverageEntry,
        Mark = position.Mark,
        LastFillAt = position.LastFillAt,
        FeesUnconverted = position.FeesUnconverted,
    };
}
