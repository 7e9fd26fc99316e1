using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.MarketData;
using Ballast.Domain.Pnl;
using Ballast.Grains.Interfaces;

namespace Ballast.Client;

/// <summary>Holds a venue's report against a portfolio's own ledgers, not those of portfolios below it.</summary>
internal sealed class AccountReconciling(IBallastClient client, IGrainFactory grains, Retry retry)
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
            // A ledger that is not known would look like one that the venue has and we have not.
            throw new BallastUnavailableException(
                $"Portfolio {portfolio} cannot be compared before every member has answered: {string.Join(", ", view.MissingMembers)}.");
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
                $"adjustmentIds names {string.Join(", ", gone)}, which this report does not propose any more; compare again.", nameof(adjustmentIds))
            : await client.RecordEvents([.. adjustmentIds.Distinct(StringComparer.Ordinal).Select(id => proposed[id])], cancellationToken)
                .ConfigureAwait(false);
    }

    private Task<Instrument?> Terms(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IInstrumentGrain>(instrument.ToString());
        return retry.Call(nameof(IInstrumentGrain.GetTerms), instrument.ToString(), grain.GetTerms, cancellationToken);
    }

    /// <summary>Without a ledger there is no inventory to ask for a mark: the mid of its live book is one.</summary>
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
