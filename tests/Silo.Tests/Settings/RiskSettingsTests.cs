using Ballast.Domain.Risk.Exposure;
using Ballast.Grains;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

public sealed class RiskSettingsTests
{
    [Fact]
    public void Margins_deposits_and_quoting_are_read_from_the_configuration()
    {
        var options = Read(
            ("Risk:Margin:Maintenance:deribit", "0.01"),
            ("Risk:Margin:Maintenance:deribit/BTC-PERPETUAL", "0.005"),
            ("Risk:Margin:Collateral:deribit/main:BTC", "1.5"),
            ("Risk:Margin:Collateral:deribit/main:USDC", "20000"),
            ("Risk:Participation", "0.2"),
            ("Quoting:Gamma", "0.05"),
            ("Quoting:Sizes:binance/BTCUSDT", "0.01"));

        Assert.True(new BallastOptionsValidator().Validate(null, options).Succeeded);
        var terms = options.Risk.Margin.Terms();
        Assert.Equal((0.005m, 0.01m, null), (terms.MaintenanceOf(new("deribit", "BTC-PERPETUAL")), terms.MaintenanceOf(new("deribit", "ETH-PERPETUAL")), terms.MaintenanceOf(new("okex", "X"))));
        Assert.Equal([("BTC", 1.5m), ("USDC", 20_000m)], terms.Collateral["deribit/main"].OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value)));
        Assert.Equal((0.2, 0.05, 0.01m), (options.Risk.Participation, options.Quoting.Gamma, options.Quoting.Sizes["binance/BTCUSDT"]));
    }

    [Theory]
    [InlineData("Risk:Margin:Maintenance:deribit", "0", "Risk:Margin:Maintenance:deribit is 0; it must be above 0 and below 1, e.g. 0.005.")]
    [InlineData("Risk:Margin:Maintenance:deribit", "1.5", "Risk:Margin:Maintenance:deribit is 1.5; it must be above 0 and below 1, e.g. 0.005.")]
    [InlineData("Risk:Margin:Collateral:deribit:BTC", "1", "Risk:Margin:Collateral holds 'deribit'; write exchange/account, e.g. deribit/main.")]
    [InlineData("Risk:Margin:Collateral:deribit/main:BTC", "-1", "Risk:Margin:Collateral:deribit/main:BTC is -1; it must not be negative.")]
    [InlineData("Risk:ForecastsKept", "0", "Risk:ForecastsKept is 0; it must be from 1 to 1000000.")]
    [InlineData("Risk:RefitEvery", "0", "Risk:RefitEvery is 0; it must be from 1 to 1000000.")]
    [InlineData("Risk:Participation", "0", "Risk:Participation is 0; it must be above 0 and at most 1.")]
    [InlineData("Risk:SpreadDeviations", "-1", "Risk:SpreadDeviations is -1; it must be from 0 to 100.")]
    [InlineData("Books:LiquidityWindow", "00:00:01", "Books:LiquidityWindow is 00:00:01; it must be whole seconds from 2 to 900.")]
    [InlineData("Books:IntensityWindow", "01:00:00", "Books:IntensityWindow is 01:00:00; it must be whole seconds from 2 to 900.")]
    [InlineData("Quoting:Gamma", "0", "Quoting:Gamma is 0; it must be positive, e.g. 0.01.")]
    [InlineData("Quoting:Horizon", "00:00:00", "Quoting:Horizon is 00:00:00; it must be positive and at most 365 days.")]
    [InlineData("Quoting:Size", "0", "Quoting:Size is 0; it must be positive.")]
    [InlineData("Quoting:Sizes:oops", "1", "Quoting:Sizes holds 'oops'; write exchange/symbol, e.g. binance/BTCUSDT.")]
    [InlineData("Quoting:InventoryWindow", "00:00:01", "Quoting:InventoryWindow is 00:00:01; it must be whole seconds from 3 to 86400.")]
    public void A_setting_out_of_range_is_named_with_its_value(string key, string value, string fault) =>
        Assert.Equal([fault], new BallastOptionsValidator().Validate(null, Read((key, value))).Failures);

    private static BallastOptions Read(params (string Key, string Value)[] settings)
    {
        var options = new BallastOptions();
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build()
            .Bind(options);
        return options;
    }
}
