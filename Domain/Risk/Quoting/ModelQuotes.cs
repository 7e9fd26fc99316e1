using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Quoting;

/// <summary>Computes the quotes of both models for the current inventory.</summary>
/// <remarks>
/// The models assume a price in quote and an inventory in base. One unit of amount is therefore counted as m base for a linear contract (1 for
/// spot) and as m/mid base for an inverse one, which has the same profit for small moves of the mid. A quanto contract gets no quotes, because its
/// profit is not in quote.
/// </remarks>
public static class ModelQuotes
{
    /// <summary>Computes the quotes, those of Avellaneda and Stoikov first.</summary>
    /// <param name="inputs">Market data and parameters.</param>
    /// <param name="quantity">Signed inventory, in the venue's unit of amount.</param>
    /// <param name="contract">Value function of the instrument.</param>
    public static IReadOnlyList<QuoteView> Of(QuoteInputs inputs, decimal quantity, ContractValue contract)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var mid = inputs.Mid is > 0 ? inputs.Mid : null;
        var unit = contract.Kind switch
        {
            ContractKind.Quanto => null,
            ContractKind.Inverse => (double)contract.Multiplier / mid,
            _ => (double?)contract.Multiplier,
        };
        var intensity = inputs.Intensity;
        var view = new QuoteView
        {
            Model = QuoteView.AvellanedaStoikov,
            Mid = mid,
            Inventory = (double)quantity * unit,
            Gamma = inputs.Gamma,
            Sigma = inputs.Volatility.Value * mid,
            TimeLeft = inputs.Horizon.TotalSeconds,
            K = intensity.K,
            A = intensity.A,
            Delta = (double)inputs.Size * unit,
            Window = intensity.Window,
            Observations = intensity.Observations,
            RSquared = intensity.RSquared,
        };
        var reason = PartialSum.Text(
        [
            .. contract.Kind == ContractKind.Quanto ? (string[])["a quanto contract's profit is not in its quote currency"] : [],
            .. mid is null ? (string[])["the book has no mid"] : [],
            .. inputs.Volatility.Value is null ? (string[])[inputs.Volatility.Reason ?? "no volatility"] : [],
            .. intensity.K is null ? (string[])[intensity.Reason ?? "no fill intensity"] : [],
        ]);
        return [Quoted(view, reason), Quoted(view with { Model = QuoteView.Glft }, reason)];
    }

    private static QuoteView Quoted(QuoteView view, string? reason)
    {
        if (reason is not null || view is not { Mid: { } mid, Inventory: { } held, Sigma: { } sigma, K: { } k, A: { } a, Delta: { } delta })
        {
            return view with { Reason = reason };
        }

        ModelQuote? At(double inventory) => view.Model == QuoteView.Glft
            ? QuotingModels.Glft(mid, inventory, view.Gamma, sigma, (a, k), delta)
            : QuotingModels.AvellanedaStoikov(mid, inventory, view.Gamma, sigma, view.TimeLeft, k);
        var skew = view.Model == QuoteView.Glft
            ? sigma * QuotingModels.GlftConstants(view.Gamma, a, k, delta).C2
            : view.Gamma * sigma * sigma * view.TimeLeft;
        return At(held) is { } quote && double.IsFinite(skew)
            ? view with { Reservation = quote.Reservation, Bid = quote.Bid, Ask = quote.Ask, HalfSpread = quote.HalfSpread, Skew = skew }
            : view with { Reason = "the inputs are out of the model's range" };
    }
}
