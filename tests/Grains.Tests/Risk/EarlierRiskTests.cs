using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Ballast.Grains.Tests.Risk;

/// <summary>What versions stored or sent that left profit in other assets out of risk is read: these are their bytes.</summary>
public sealed class EarlierRiskTests
{
    private const string Conventions = "IOgg6IAARsMjAAAAAIGuR+F6FK7vPwFCHwEFCQMBgRSuR+F6FO4/gVyPwvUoXO8/CQMBCQMJAQRxAgEF4EEJVVNEVDEBNwryy7FTeXN0ZW0uQ29sbGVjdGlvbnMuR2VuZXJpYy5EaWN0"
        + "aW9uYXJ5YDJbW2JhbGxhc3QuaW5zdHJ1bWVudC1pZF0sW2JhbGxhc3QuaW5zdHJ1bWVudC1pZF1d4AHxMQHD2W4+TVJlYWRPbmx5TGlzdEludGVyZmFjZUNvZGVjYDFbW3N0cmluZ11d"
        + "AANBFWhpc3RvcmljYWzg4A==";

    private const string Point = "IOgg6GAAh5MD4DEB7VUFlGtTeXN0ZW0uQ29sbGVjdGlvbnMuR2VuZXJpYy5MaXN0YDFbW2JhbGxhc3Qucmlzay1sZWddXQADIegg6EAPYmluYW5jZUEPQlRDVVNEVOAh6AgDAUEhAAAA"
        + "AAAAAAABAAAAAAAAAOBBIQAAAAAAAAAAAgAAAAAAAABBIQAAAAAAAAAAYOoAAAAAAABBCVVTRFTg4DEB+IZbU7dTeXN0ZW0uQ29sbGVjdGlvbnMuR2VuZXJpYy5Tb3J0ZWREaWN0aW9u"
        + "YXJ5YDJbW3N0cmluZ10sW2JhbGxhc3QuZngtbGVnXV0sU3lzdGVtLkNvbGxlY3Rpb25zIAADIcAfIejAH0EhAAAAAAAAAAABAAAAAAAAADEBAgvBjiFiYWxsYXN0LmZ4LWhvcFtd4ODg"
        + "4DEBMSzULh1TdHJpbmdDb21wYXJlcgADAQHg4DEBWdG3KVdTeXN0ZW0uQ29sbGVjdGlvbnMuR2VuZXJpYy5MaXN0YDFbW3N0cmluZ11dAANBA3jg4A==";

    private const string Component = "IOgg6EAPYmluYW5jZUEPQlRDVVNEVOCBAAAAAAAAFEDBAcEBwQHBAYEAAAAAAAAAQMEBwQHg";

    private const string Inputs = "IOhACVVTRFQxAYJ7aIAlYmFsbGFzdC5yaXNrLWxlZ1td4DEBA9XoQ4VTeXN0ZW0uQ29sbGVjdGlvbnMuR2VuZXJpYy5EaWN0aW9uYXJ5YDJbW3N0cmluZ10sW2JhbGxhc3QuZngtbGVn"
        + "XV3gMQHMSgGjL2JhbGxhc3Quc2FtcGxlLXNlcmllc1td4DEBNwryy7FTeXN0ZW0uQ29sbGVjdGlvbnMuR2VuZXJpYy5EaWN0aW9uYXJ5YDJbW2JhbGxhc3QuaW5zdHJ1bWVudC1pZF0s"
        + "W2JhbGxhc3QuaW5zdHJ1bWVudC1pZF1d4Ck14CHogABGwyMAAAAAga5H4XoUru8/AUIfAQUJAwGBFK5H4XoU7j+BXI/C9Shc7z8JAwEJAwkBBHECAQXg4A==";

    private static readonly InstrumentId Spot = new("binance", "BTCUSDT");

    [Fact]
    public void Stored_conventions_are_read_and_do_not_agree_with_those_that_include_balances()
    {
        var conventions = Read<ForecastConventions>(Conventions);

        Assert.Equal(("USDT", 60, TimeSpan.FromMinutes(1), false), (conventions.Currency, conventions.RefitEvery, conventions.Settings.Grid, conventions.IncludesBalances));
        Assert.Equal([RiskMethods.Historical], conventions.Methods);
        Assert.True(conventions.Agrees(Read<ForecastConventions>(Conventions)));
        Assert.False(conventions.Agrees(conventions with { IncludesBalances = true }));
    }

    [Fact]
    public void Points_and_inputs_are_read_without_balances()
    {
        var point = Read<ForecastPoint>(Point);
        Assert.Equal((new Instant(60_000_000), Spot, "x"), (point.At, point.Legs.Single().Instrument, point.Missing.Single()));
        Assert.Empty(point.Balances);
        Assert.Equal(("USDT", 0), (Read<RiskInputs>(Inputs).Currency, Read<RiskInputs>(Inputs).Balances.Count));
    }

    [Fact]
    public void Components_are_read_as_those_of_their_instrument()
    {
        var component = Read<RiskComponent>(Component);
        Assert.Equal((Spot, "binance/BTCUSDT", 5, 2), (component.Instrument, component.Name, component.Exposure, component.Marginal));
    }

    private static T Read<T>(string bytes)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return services.GetRequiredService<Serializer>().Deserialize<T>(Convert.FromBase64String(bytes))!;
    }
}
