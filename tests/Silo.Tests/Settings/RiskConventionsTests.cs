using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

public sealed class RiskConventionsTests
{
    [Fact]
    public void Conventions_are_read_from_the_configuration()
    {
        var options = Read(
            ("Risk:Grid", "00:00:01"),
            ("Risk:Steps", "10"),
            ("Risk:HorizonRule", "SquareRoot"),
            ("Risk:Covariance", "Oas"),
            ("Risk:Seed", "7"),
            ("Risk:Follows:a/X", "b/X"));

        Assert.True(new BallastOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(
            new()
            {
                Grid = TimeSpan.FromSeconds(1),
                Steps = 10,
                HorizonRule = HorizonRule.SquareRoot,
                Covariance = CovarianceMethod.Oas,
                Seed = 7,
            },
            options.Risk.ToSettings());
        Assert.Equal(new InstrumentId("b", "X"), options.Risk.ToFollows()[new("a", "X")]);
    }

    [Fact]
    public void Without_settings_the_conventions_are_those_of_the_domain() =>
        Assert.Equal(new() { Grid = TimeSpan.FromMinutes(1) }, new BallastOptions().Risk.ToSettings());

    [Fact]
    public void A_stress_is_read_from_the_configuration()
    {
        var options = Read(
            ("Risk:Stress:0:Name", "gap"),
            ("Risk:Stress:0:Shocks:BTC", "-0.3"),
            ("Risk:Stress:0:Shocks:binance/ETHUSDT", "-0.4"),
            ("Risk:Stress:1:Name", "that night"),
            ("Risk:Stress:1:Kind", "Window"),
            ("Risk:Stress:1:From", "2024-08-05T00:00:00Z"),
            ("Risk:Stress:1:To", "2024-08-05T06:00:00Z"));

        Assert.True(new BallastOptionsValidator().Validate(null, options).Succeeded);
        var scenarios = options.Risk.Stress.Select(stress => stress.ToScenario()).ToArray();
        Assert.Equal([new("BTC", -0.3), new("binance/ETHUSDT", -0.4)], scenarios[0].Shocks.OrderBy(shock => shock.Target));
        Assert.Equal(StressKind.Window, scenarios[1].Kind);
        Assert.Equal("2024-08-05T06:00:00.000000Z", scenarios[1].To.ToString());
    }

    [Theory]
    [InlineData("Risk:Steps", "0", "Risk:Steps is 0; it must be from 1 to 1000.")]
    [InlineData("Risk:Paths", "10", "Risk:Paths is 10; it must be from 1000 to 1000000.")]
    [InlineData("Risk:Lambda", "1", "Risk:Lambda is 1; it must be above 0 and below 1.")]
    [InlineData("Risk:AgeLambda", "0", "Risk:AgeLambda is 0; it must be above 0 and below 1.")]
    [InlineData("Risk:Confidence", "0.5", "Risk:Confidence is 0.5; it must be in (0.5, 1).")]
    [InlineData("Risk:RefitInterval", "-00:00:01", "Risk:RefitInterval is -00:00:01; it must not be negative.")]
    [InlineData("Risk:HorizonRule", "7", "Risk:HorizonRule is 7; it must be Direct, SquareRoot, Autoregressive.")]
    [InlineData("Risk:Covariance", "9", "Risk:Covariance is 9; it must be Sample, Ewma, LedoitWolfIdentity, LedoitWolfConstantCorrelation, Oas.")]
    [InlineData("Risk:Follows:BTC", "b/X", "Risk:Follows holds 'BTC'; write exchange/symbol, e.g. binance/BTCUSDT.")]
    [InlineData("Risk:Follows:a/X", "a/X", "Risk:Follows:a/X is 'a/X', which follows another itself; name one that follows its own moves.")]
    public void A_setting_out_of_range_is_named_with_its_value(string key, string value, string fault) =>
        Assert.Equal([fault], new BallastOptionsValidator().Validate(null, Read((key, value))).Failures);

    [Theory]
    [InlineData("Kind", "Shock", "Shocks must not be empty.")]
    [InlineData("Shocks:BTC", "-1", "Move -1 of BTC must be a finite number above -1, e.g. -0.3.")]
    [InlineData("Kind", "VenueOutage", "Exchange '' must name one venue, e.g. binance.")]
    [InlineData("Kind", "SpreadWidening", "Size 0 must be a factor of at least 1, e.g. 10.")]
    public void A_stress_that_cannot_be_run_is_named_with_its_place(string key, string value, string fault) =>
        Assert.Equal(
            [$"Risk:Stress:0: {fault}"],
            new BallastOptionsValidator().Validate(null, Read(("Risk:Stress:0:Name", "mine"), ($"Risk:Stress:0:{key}", value))).Failures);

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
