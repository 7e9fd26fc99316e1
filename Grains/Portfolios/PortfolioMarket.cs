using Ballast.Grains.Fx;
using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Portfolios;

/// <summary>Market data that a silo's portfolios share: rates, samples and time.</summary>
public sealed class PortfolioMarket(FxTableCache rates, IFxPoints pastRates, SampleCache samples, MarketClock clock, TimeProvider time)
{
    /// <summary>Current rates.</summary>
    internal FxTableCache Rates { get; } = rates;

    /// <summary>Rates of closed minutes.</summary>
    internal IFxPoints PastRates { get; } = pastRates;

    internal SampleCache Samples { get; } = samples;

    internal MarketClock Clock { get; } = clock;

    /// <summary>Wall time.</summary>
    internal TimeProvider Time { get; } = time;
}
