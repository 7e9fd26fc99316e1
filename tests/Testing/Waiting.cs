using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;
using Xunit;

namespace Ballast.Testing;

/// <summary>Awaits transitions.</summary>
public static class Waiting
{
    /// <summary>Longest wait for a transition, far past what a busy machine needs; past it the test says which one did not come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The first view of a sequence that is as asked.</summary>
    public static async Task<T> Until<T>(this IAsyncEnumerable<T> views, Func<T, bool> reached, string transition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        T? last = default;
        try
        {
            await foreach (var view in views.WithCancellation(patience.Token))
            {
                last = view;
                if (reached(view))
                {
                    return view;
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // Reported below.
        }

        throw new TimeoutException($"{transition} did not come within {Patience.TotalSeconds} s; last: {last}");
    }

    public static Task<BookView> Until(this IOrderBookGrain book, Func<BookView, bool> reached, string transition) =>
        book.Watch(25, TestContext.Current.CancellationToken).WithBatchSize(1).Until(reached, transition);

    public static Task<PortfolioView> Until(this IPortfolioGrain portfolio, Func<PortfolioView, bool> reached, string transition) =>
        portfolio.Watch(new(portfolio.GetPrimaryKeyString()), TestContext.Current.CancellationToken).WithBatchSize(1).Until(reached, transition);
}
