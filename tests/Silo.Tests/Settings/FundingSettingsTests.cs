using Ballast.Domain.Ledger.FundingTimes;
using Ballast.Grains;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

public sealed class FundingSettingsTests
{
    [Fact]
    public void The_schedule_of_an_instrument_goes_before_that_of_its_exchange()
    {
        var options = Read(
            ("kucoin-futures:Every", "08:00:00"),
            ("kucoin-futures:From", "04:00:00"),
            ("kucoin-futures/SHORTUSDTM:Every", "01:00:00"),
            ("deribit:Continuous", "true"),
            ("phemex:Every", "00:00:00"));

        Assert.Equal(new FundingPlan(TimeSpan.FromHours(8), TimeSpan.FromHours(4), TimeSpan.FromHours(8), IsContinuous: false), options.Funding.PlanOf(new("kucoin-futures", "XBTUSDTM")));
        Assert.Equal(new FundingPlan(TimeSpan.FromHours(1), default, TimeSpan.FromHours(1), IsContinuous: false), options.Funding.PlanOf(new("kucoin-futures", "SHORTUSDTM")));
        Assert.Equal(new FundingPlan(TimeSpan.FromMinutes(1), default, TimeSpan.FromHours(8), IsContinuous: true), options.Funding.PlanOf(new("deribit", "BTC-PERPETUAL")));
        Assert.False(options.Funding.PlanOf(new("phemex", "BTCUSD"))!.Pays);
        Assert.Null(options.Funding.PlanOf(new("hyperliquid", "BTC")));
        Assert.True(new BallastOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("Continuous", "false", "Every is missing; write the time between payments, e.g. 08:00:00, or Continuous=true.")]
    [InlineData("Every", "00:00:00.5", "Every is '00:00:00.5000000'; it must be from 00:00:01 to 7.00:00:00, or 00:00:00 when only booked amounts count.")]
    [InlineData("Every", "8.00:00:00", "Every is '8.00:00:00'; it must be from 00:00:01 to 7.00:00:00, or 00:00:00 when only booked amounts count.")]
    [InlineData("From", "-01:00:00", "From is '-01:00:00'; write a time since 00:00 UTC, e.g. 04:00:00.")]
    [InlineData("RatePer", "00:00:00", "RatePer is '00:00:00'; write the length of time that the venue's rate is for, e.g. 08:00:00.")]
    public void A_schedule_that_cannot_be_used_is_named_with_its_key(string key, string value, string fault)
    {
        var options = key is "Continuous" or "Every" ? Read(($"venue:{key}", value)) : Read(("venue:Every", "08:00:00"), ($"venue:{key}", value));

        Assert.Equal([$"Funding:Schedules:venue:{fault}"], new BallastOptionsValidator().Validate(null, options).Failures);
    }

    private static BallastOptions Read(params (string Key, string Value)[] settings)
    {
        var options = new BallastOptions();
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Funding:Schedules:{setting.Key}", (string?)setting.Value)))
            .Build()
            .Bind(options);
        return options;
    }
}
