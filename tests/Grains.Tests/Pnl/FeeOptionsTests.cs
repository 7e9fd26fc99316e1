using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Pnl;

namespace Ballast.Grains.Tests.Pnl;

public sealed class FeeOptionsTests
{
    private static readonly FxTable Table = new()
    {
        Version = 1,
        Now = new(1),
        MaxAge = TimeSpan.FromMinutes(1),
        Quotes = [new("BTC", "USDT", 50_000m, new(1))],
    };

    private readonly FeeOptions _fees = new() { FallbackRates = { ["BNB"] = 500m, ["ETH"] = 2_500m } };

    [Fact]
    public void A_rate_in_report_currency_becomes_one_in_the_settle_asset()
    {
        Assert.Equal(500m, _fees.FallbackOf("BNB", "USDT", "USDT", null));
        Assert.Equal(0.01m, _fees.FallbackOf("BNB", "BTC", "USDT", Table));
        Assert.Equal(0.2m, _fees.FallbackOf("BNB", "ETH", "USDT", Table));
        Assert.Null(_fees.FallbackOf("BNB", "BTC", "USDT", null));
        Assert.Null(_fees.FallbackOf("OKB", "USDT", "USDT", Table));
    }

    [Fact]
    public void A_rate_that_is_not_positive_is_refused_by_name()
    {
        _fees.FallbackRates["OKB"] = 0m;
        Assert.Contains("Fees:FallbackRates:OKB is 0", Assert.Single(_fees.Faults()), StringComparison.Ordinal);
    }
}
