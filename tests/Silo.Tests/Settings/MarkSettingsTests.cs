using Ballast.Domain.Pnl.Marks;
using Ballast.Grains;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

public sealed class MarkSettingsTests
{
    [Fact]
    public void Sources_are_read_from_the_configuration()
    {
        var options = Read(
            ("Marks:Default:0", "Mid"),
            ("Marks:Instruments:binance/BTCUSDT:0", "LastTrade"),
            ("Marks:Instruments:binance/BTCUSDT:1", "exchange"));

        Assert.Equal([MarkSource.LastTrade, MarkSource.Exchange], options.Marks.PolicyOf(new("binance", "BTCUSDT")).Sources);
        Assert.Equal([MarkSource.Mid], options.Marks.PolicyOf(new("binance", "ETHUSDT")).Sources);
        Assert.True(new BallastOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void An_unknown_source_is_named_with_its_key() =>
        Assert.Equal(
            ["Marks:Instruments:a/X holds 'middle'; write Exchange, Mid, WeightedMid or LastTrade."],
            new BallastOptionsValidator().Validate(null, Read(("Marks:Instruments:a/X:0", "middle"))).Failures);

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
