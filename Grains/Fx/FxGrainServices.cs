using Ballast.Grains.Instruments;

namespace Ballast.Grains.Fx;

/// <summary>Services that the FX grain works with.</summary>
public sealed class FxGrainServices(ITermsSource terms, MarketClock clock, TimeProvider time, IOptions<BallastOptions> options)
{
    internal ITermsSource Terms { get; } = terms;

    internal MarketClock Clock { get; } = clock;

    internal TimeProvider Time { get; } = time;

    internal BallastOptions Options { get; } = options.Value;
}
