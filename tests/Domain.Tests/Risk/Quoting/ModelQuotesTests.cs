using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.Risk.Quoting;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Quoting;

public sealed class ModelQuotesTests
{
    private static readonly QuoteInputs Inputs = new()
    {
        Instrument = new("some", "one"),
        VenueTime = default,
        Mid = 100,
        Volatility = new(0.02, true, null),
        VolatilityWindow = TimeSpan.FromMinutes(5),
        Intensity = new() { A = 140, K = 1.5, RSquared = 0.9, Observations = 500, Window = TimeSpan.FromMinutes(5) },
        Gamma = 0.1,
        Horizon = TimeSpan.FromSeconds(1),
        Size = 2,
    };

    private static QuoteView[] Of(decimal quantity, ContractKind kind = ContractKind.Spot, decimal multiplier = 1, QuoteInputs? inputs = null) =>
        [.. ModelQuotes.Of(inputs ?? Inputs, quantity, new(kind, multiplier))];

    [Fact]
    public void Quotes_are_those_of_the_pure_functions_on_the_inputs_shown()
    {
        foreach (var view in Of(3))
        {
            var quote = view.Model == QuoteView.Glft
                ? QuotingModels.Glft(view.Mid!.Value, view.Inventory!.Value, view.Gamma, view.Sigma!.Value, (view.A!.Value, view.K!.Value), view.Delta!.Value)!.Value
                : QuotingModels.AvellanedaStoikov(view.Mid!.Value, view.Inventory!.Value, view.Gamma, view.Sigma!.Value, view.TimeLeft, view.K!.Value)!.Value;
            Assert.Equal((quote.Reservation, quote.Bid, quote.Ask, quote.HalfSpread), (view.Reservation, view.Bid, view.Ask, view.HalfSpread));
            Assert.Equal((view.Mid!.Value - view.Reservation!.Value) / 3, view.Skew!.Value, 1e-12);
            Assert.Equal((100, 3, 2, 2, 0.9, 500, null), (view.Mid, view.Inventory, view.Sigma, view.Delta, view.RSquared, view.Observations, view.Reason));
        }
    }

    [Fact]
    public void The_paper_s_own_parameters_give_its_reservation_price_and_spread()
    {
        // Avellaneda and Stoikov (2008), §3.3: s = 100, γ = 0.1, σ = 2, T = 1, k = 1.5. One unit held: 100 − 0.1·4·1; spread 0.4 + 20·ln(1 + 0.1/1.5).
        var view = Of(1)[0];

        Assert.Equal(99.6, view.Reservation!.Value, 1e-12);
        Assert.Equal(0.4 + (20 * Math.Log(1 + (0.1 / 1.5))), 2 * view.HalfSpread!.Value, 1e-12);
        Assert.Equal(0.4, view.Skew!.Value, 1e-12);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-12)]
    [InlineData(1e-18)]
    [InlineData(1e-300)]
    public void Next_to_no_aversion_leaves_the_spread_that_the_fills_alone_ask_for(double gamma)
    {
        // As γ falls, (2/γ)·ln(1 + γ/k) goes to 2/k, c₁ to 1/k, and (1 + γΔ/k)^(k/(γΔ) + 1) to e; the first terms beside them are γ/(2k) and γΔ/(2k) as large.
        var (c1, c2) = QuotingModels.GlftConstants(gamma, 140, 1.5, 2);

        Assert.Equal(1 / 1.5, QuotingModels.AvellanedaStoikov(100, 0, gamma, 0, 1, 1.5)!.Value.HalfSpread, gamma + 1e-14);
        Assert.Equal(1 / 1.5, c1, gamma + 1e-14);
        Assert.Equal(1, c2 / Math.Sqrt(gamma / (2 * 140 * 2 * 1.5) * Math.E), gamma + 1e-14);
    }

    [Fact]
    public void Amounts_are_counted_in_the_base_asset()
    {
        Assert.Equal((0.5, 0.02), Of(50, ContractKind.Linear, 0.01m) is [{ Inventory: { } q, Delta: { } d }, _] ? (q, d) : default);

        // 50 contracts of 10 quote at 100: 5 of the base; each 0.1.
        Assert.Equal((5.0, 0.2), Of(50, ContractKind.Inverse, 10) is [{ Inventory: { } coins, Delta: { } size }, _] ? (coins, size) : default);
    }

    [Theory]
    [InlineData("mid", "the book has no mid")]
    [InlineData("volatility", "0 of 300 returns are known")]
    [InlineData("intensity", "3 orders are too few")]
    [InlineData("quanto", "a quanto contract's profit is not in its quote currency")]
    public void Without_an_input_there_is_no_quote_and_the_reason_is_told(string without, string reason)
    {
        var views = Of(1, without == "quanto" ? ContractKind.Quanto : ContractKind.Spot, 1, without switch
        {
            "mid" => Inputs with { Mid = null },
            "volatility" => Inputs with { Volatility = new(null, false, reason) },
            "intensity" => Inputs with { Intensity = FillIntensity.None(3, TimeSpan.FromMinutes(5), reason) },
            _ => Inputs,
        });

        Assert.All(views, view => Assert.Equal((null, null, null, null, null, reason), (view.Reservation, view.Bid, view.Ask, view.HalfSpread, view.Skew, view.Reason)));
    }

    [Fact]
    public void A_volatility_that_is_not_complete_still_quotes_and_one_out_of_range_does_not()
    {
        Assert.NotNull(Of(1, inputs: Inputs with { Volatility = new(0.02, false, "200 of 300 returns are known") })[0].Reservation);
        Assert.Equal("the inputs are out of the model's range", Of(1, inputs: Inputs with { Volatility = new(1e200, true, null) })[0].Reason);
    }
}
