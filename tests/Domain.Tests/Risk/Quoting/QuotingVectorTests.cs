using Ballast.Domain.Risk.Quoting;
using Ballast.Domain.Tests.Risk.Methods;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Quoting;

/// <summary>The cases of mm_analytics.json on quotes and inventory; those on order flow are the book's.</summary>
[Trait("check", "vectors")]
public sealed class QuotingVectorTests
{
    [Fact]
    public void Quoting_models_and_inventory_half_life_match_the_reference_vectors() =>
        VectorCases.Check("mm_analytics.json", vector => vector.Text("kind") is "avellaneda_stoikov" or "glft" or "inventory_half_life", vector =>
        {
            var v = new RiskVector(vector, default);
            switch (vector.Text("kind"))
            {
                case "avellaneda_stoikov":
                    var quote = QuotingModels.AvellanedaStoikov(v.Input("mid"), v.Input("inventory"), v.Input("gamma"), v.Input("sigma"), v.Input("time_left"), v.Input("kappa"))!.Value;
                    v.Near("reservation", quote.Reservation);
                    v.Near("total_spread", 2 * quote.HalfSpread);
                    v.Near("bid", quote.Bid);
                    v.Near("ask", quote.Ask);
                    break;
                case "glft":
                    var (c1, c2) = QuotingModels.GlftConstants(v.Input("gamma"), v.Input("A"), v.Input("k"), v.Input("delta"));
                    v.Near("c1", c1);
                    v.Near("c2", c2);
                    v.Near("skew", v.Input("sigma") * c2);
                    var glft = QuotingModels.Glft(v.Input("mid"), v.Input("inventory"), v.Input("gamma"), v.Input("sigma"), (v.Input("A"), v.Input("k")), v.Input("delta"))!.Value;
                    v.Near("half_spread", glft.HalfSpread);
                    v.Near("bid", glft.Bid);
                    v.Near("ask", glft.Ask);
                    break;
                default:
                    var fit = InventoryHalfLife.Fit(v.Numbers("inventory"), TimeSpan.FromSeconds(v.Input("dt_seconds")))!;
                    v.Near("phi", fit.Phi);
                    v.Near("intercept", fit.Intercept);
                    v.Near("half_life_seconds", fit.Seconds);
                    v.Near("mean_level", fit.MeanLevel);
                    break;
            }
        });
}
