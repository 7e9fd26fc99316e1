using System.Runtime.CompilerServices;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Client;

/// <summary>Follows portfolios, books and trades. A watch of a name that is not known yet begins once it is.</summary>
internal sealed class Watches(IGrainFactory grains, Following following, KnownNames names)
{
    internal async IAsyncEnumerable<PortfolioView> Portfolio(
        IPortfolioGrain grain,
        PortfolioId portfolio,
        Func<IPortfolioGrain, PortfolioId, IAsyncEnumerable<PortfolioUpdate>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await names.Wait(token => names.Has(portfolio.Name, token), cancellationToken).ConfigureAwait(false);
        PortfolioView? last = null;

        // A batch would hold views that are old by the time they are read.
        await foreach (var view in following.Read(() => Whole(open(grain, portfolio).WithBatchSize(1), cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            if (view is null)
            {
                // Without a first view the caller waits, and knows that nothing has come.
                if (last is not null)
                {
                    yield return last = CutOff(last);
                }
            }

            // A watch that was opened again starts with the newest view, which the caller may already have.
            else if (last is null or { IsDisconnected: true } || (view.Epoch, view.Version).CompareTo((last.Epoch, last.Version)) > 0)
            {
                yield return last = view;
            }
        }
    }

    internal async IAsyncEnumerable<BookView> Book(
        InstrumentId instrument, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await names.Wait(token => names.Has(instrument, token), cancellationToken).ConfigureAwait(false);
        var book = grains.Book(instrument);
        BookView? last = null;
        await foreach (var view in following.Read(() => book.Watch(depth, cancellationToken).WithBatchSize(1), cancellationToken).ConfigureAwait(false))
        {
            last = view ?? (last is null ? null : last with { State = BookState.Stale, Mid = null, IsDisconnected = true });
            if (last is not null)
            {
                yield return last;
            }
        }
    }

    internal async IAsyncEnumerable<TradePage> Trades(
        InstrumentId instrument, TradeCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await names.Wait(token => names.Has(instrument, token), cancellationToken).ConfigureAwait(false);
        var (book, cursor) = (grains.Book(instrument), after);
        await foreach (var page in following.Read(() => book.WatchTrades(cursor, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            cursor = page?.Next ?? cursor;
            yield return page ?? new() { Trades = [], Next = cursor, Gap = false, IsDisconnected = true };
        }
    }

    /// <summary>The whole views of which a portfolio sends what has changed. They end when an update does not follow the one before; the next ones begin with a whole view.</summary>
    private static async IAsyncEnumerable<PortfolioView> Whole(
        IAsyncEnumerable<PortfolioUpdate> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PortfolioView? whole = null;
        await foreach (var update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            whole = update.Over(whole);
            if (whole is null)
            {
                yield break;
            }

            yield return whole;
        }
    }

    /// <summary>The last view of a portfolio that can no longer be followed: what it may be worth by now is unknown.</summary>
    private static PortfolioView CutOff(PortfolioView last) => last with
    {
        IsDisconnected = true,
        Complete = false,
        Realized = null,
        Unrealized = null,
        Fees = null,
        Funding = null,
        Total = null,
        Attribution = null,
        Missing = [.. last.Missing, "the connection to the cluster is lost"],
    };
}
