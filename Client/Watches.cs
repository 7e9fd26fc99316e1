using System.Runtime.CompilerServices;
using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Client;

/// <summary>Follows portfolios, books and trades. A watch of a name that is not known yet begins once it is.</summary>
internal sealed class Watches(IGrainFactory grains, Retry retry, KnownNames names)
{
    internal async IAsyncEnumerable<PortfolioView> Portfolio(
        IPortfolioGrain grain,
        PortfolioId portfolio,
        Func<IPortfolioGrain, PortfolioId, IAsyncEnumerable<PortfolioView>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await names.Wait(token => names.Has(portfolio.Name, token), cancellationToken).ConfigureAwait(false);
        var seen = (Epoch: long.MinValue, Version: long.MinValue);

        // A batch would hold views that are old by the time they are read.
        await foreach (var view in retry.Follow(() => open(grain, portfolio).WithBatchSize(1), cancellationToken).ConfigureAwait(false))
        {
            // A watch that was opened again starts with the newest view, which the caller may already have.
            if ((view.Epoch, view.Version).CompareTo(seen) > 0)
            {
                seen = (view.Epoch, view.Version);
                yield return view;
            }
        }
    }

    internal async IAsyncEnumerable<BookView> Book(
        InstrumentId instrument, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await names.Wait(token => names.Has(instrument, token), cancellationToken).ConfigureAwait(false);
        var book = grains.Book(instrument);
        await foreach (var view in retry.Follow(() => book.Watch(depth, cancellationToken).WithBatchSize(1), cancellationToken).ConfigureAwait(false))
        {
            yield return view;
        }
    }

    internal async IAsyncEnumerable<TradePage> Trades(
        InstrumentId instrument, TradeCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await names.Wait(token => names.Has(instrument, token), cancellationToken).ConfigureAwait(false);
        var (book, cursor) = (grains.Book(instrument), after);
        await foreach (var page in retry.Follow(() => book.WatchTrades(cursor, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            cursor = page.Next;
            yield return page;
        }
    }
}
