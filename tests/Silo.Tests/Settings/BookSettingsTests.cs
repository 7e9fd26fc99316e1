using Ballast.Grains;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

public sealed class BookSettingsTests
{
    [Fact]
    public void Rules_and_windows_of_books_are_read_from_the_configuration()
    {
        var options = Read(
            ("Books:Uncross", "true"),
            ("Books:MaxDepth", "500"),
            ("Books:SilenceLimit", "00:00:00"),
            ("Books:VpinBuckets:binance/BTCUSDT", "12.5"));

        Assert.True(new BallastOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(new() { Uncross = true, MaxDepth = 500, TickSize = 0.1m }, options.Books.Rules(0.1m));
        Assert.Equal((TimeSpan.Zero, 12.5), (options.Books.SilenceLimit, options.Books.VpinBuckets["binance/BTCUSDT"]));
    }

    [Fact]
    public void Without_settings_a_book_keeps_everything_as_sent() =>
        Assert.Equal(Ballast.Domain.MarketData.Books.BookRules.AsSent, new BallastOptions().Books.Rules(null));

    [Theory]
    [InlineData("Books:MaxDepth", "0", "Books:MaxDepth is 0; it must be at least 1, or absent to keep every level.")]
    [InlineData("Books:SilenceLimit", "00:00:00.05", "Books:SilenceLimit is 00:00:00.0500000; it must be at least 100 ms, or 0 for never.")]
    [InlineData("Books:FlowWindow", "00:00:01.5", "Books:FlowWindow is 00:00:01.5000000; it must be whole seconds from 1 to 900.")]
    [InlineData("Books:VolatilityWindow", "00:30:00", "Books:VolatilityWindow is 00:30:00; it must be whole seconds from 2 to 900.")]
    [InlineData("Books:VpinWindow", "0", "Books:VpinWindow is 0; it must be from 1 to 10000.")]
    [InlineData("Books:VpinBuckets:a/X", "-1", "Books:VpinBuckets:a/X is -1; a bucket has a positive volume.")]
    [InlineData("Books:VpinBuckets:oops", "1", "Books:VpinBuckets holds 'oops'; write exchange/symbol, e.g. binance/BTCUSDT.")]
    public void A_setting_out_of_range_is_named_with_its_value(string key, string value, string fault) =>
        Assert.Equal([fault], new BallastOptionsValidator().Validate(null, Read((key, value))).Failures);

    [Theory]
    [InlineData("Books:MaxDepth", "abc")]
    [InlineData("Books:SilenceLimit", "soon")]
    [InlineData("Books:Uncross", "perhaps")]
    [InlineData("Risk:Window", "1e99")]
    public void A_setting_of_the_wrong_kind_is_named_with_its_value_before_anything_starts(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddOptions<BallastOptions>()
            .Bind(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, value)]).Build())
            .ValidateOnStart();
        using var provider = services.BuildServiceProvider();

        var refused = Assert.Throws<StartupException>(() => SiloHost.CheckOptions(provider));

        Assert.True(refused.IsUsage);
        Assert.Contains($"'{value}' at '{key}'", refused.Message, StringComparison.Ordinal);
    }

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
