using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Client;

/// <summary>Combines inventory figures and book figures into views of market making.</summary>
internal sealed class MarketMaking(IGrainFactory grains, KnownNames names, Retry retry)
{
    /// <summary>Instruments asked in parallel.</summary>
    private const int AtOnce = 16;

    internal async Task<IReadOnlyList<MarketMakingView>> Read(string portfolio, double? gamma, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portfolio);
        if (gamma is { } chosen && (!(chosen > 0) || !double.IsFinite(chosen)))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "must be positive, e.g. 0.01");
        }

        await names.Require(portfolio, cancellationToken).ConfigureAwait(false);
        var grain = grains.Portfolio(new(portfolio));
        var members = await retry.Call(nameof(Read), portfolio, () => grain.GetMembers(new(portfolio)), cancellationToken).ConfigureAwait(false);
        var views = new MarketMakingView?[members.Count];
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, members.Count, bounds, async (i, token) =>
            views[i] = await One(portfolio, members[i], gamma, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. views.OfType<MarketMakingView>()];
    }

    private async Task<MarketMakingView?> One(string portfolio, InstrumentId instrument, double? gamma, CancellationToken cancellationToken)
    {
        var inventory = grains.Inventory(instrument);
        var figures = await retry.Call(
            nameof(IInventoryGrain.GetInventoryFigures), $"{instrument} of {portfolio}", () => inventory.GetInventoryFigures(new(portfolio)), cancellationToken)
            .ConfigureAwait(false);
        if (figures is null)
        {
            // The portfolio recorded the instrument before its first fill, and that fill was then refused.
            return null;
        }

        try
        {
            var book = grains.Book(instrument);
            var inputs = await retry.Call(nameof(IOrderBookGrain.GetQuoteInputs), instrument.ToString(), book.GetQuoteInputs, cancellationToken).ConfigureAwait(false);
            inputs = gamma is { } chosen ? inputs with { Gamma = chosen } : inputs;
            return new() { Inventory = figures, Inputs = inputs, Quotes = ModelQuotes.Of(inputs, figures.Quantity, figures.Contract) };
        }
        catch (BallastUnavailableException e)
        {
            return new() { Inventory = figures, Inputs = null, Quotes = [], Reason = $"the book did not answer: {e.Message}" };
        }
    }
}
