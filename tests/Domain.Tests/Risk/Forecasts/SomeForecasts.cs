using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Tests.Risk.Forecasts;

/// <summary>Conventions that forecast tests share.</summary>
internal static class SomeForecasts
{
    internal static ForecastConventions Conventions(RiskSettings settings, int refitEvery = 60) => new()
    {
        Settings = settings,
        Currency = "USDT",
        Follows = new Dictionary<InstrumentId, InstrumentId>(),
        RefitEvery = refitEvery,
        Methods = RiskMethods.All,
        IncludesBalances = true,
    };
}
