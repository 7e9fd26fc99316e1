namespace Ballast.Silo.Feeds.Simulated;

/// <summary>Fair prices of the simulated market: a correlated pair of spots and two perpetuals tied to BTC spot.</summary>
/// <remarks>
/// Log returns are a diffusion plus bursts, half of the variance each, on a year of 365 days. Bursts keep prices quiet
/// between them, so that a resting quote can earn its spread at times. A basis is an Ornstein–Uhlenbeck process.
/// </remarks>
internal sealed class SimulatedPrices(SimulatedMarketState state, SplitMix64 random)
{
    /// <summary>Level the linear perpetual's basis reverts to, in log price.</summary>
    public const double LinearMeanBasis = 2e-4;

    /// <summary>Level the inverse perpetual's basis reverts to, in log price.</summary>
    public const double InverseMeanBasis = 1e-4;

    /// <summary>Seconds of one step.</summary>
    public const double StepSeconds = 0.05;

    /// <summary>Correlation of the log returns of BTC and ETH.</summary>
    public const double Correlation = 0.7;

    private const double BtcVolatility = 0.60;
    private const double EthVolatility = 0.75;
    private const double BurstShare = 0.5;
    private const double SecondsBetweenBursts = 8;
    private const double BasisDeviation = 0.7e-4;
    private const double BasisReversionPerSecond = 0.05;
    private const double PremiumSeconds = 3_600;

    private static readonly double StepRoot = Math.Sqrt(StepSeconds / (365.0 * 86_400));
    private static readonly double BurstDeviation =
        BtcVolatility * Math.Sqrt(BurstShare * SecondsBetweenBursts / (365.0 * 86_400));

    /// <summary>BTC spot, in USDT.</summary>
    public double Btc { get; private set; } = state.Btc;

    /// <summary>ETH spot, in USDT.</summary>
    public double Eth { get; private set; } = state.Eth;

    /// <summary>Log of the linear perpetual's price divided by that of BTC spot.</summary>
    public double LinearBasis { get; private set; } = state.LinearBasis;

    /// <summary>Slow average of <see cref="LinearBasis"/>.</summary>
    public double LinearPremium { get; private set; } = state.LinearPremium;

    /// <summary>Log of the inverse perpetual's price divided by that of BTC spot.</summary>
    public double InverseBasis { get; private set; } = state.InverseBasis;

    /// <summary>Slow average of <see cref="InverseBasis"/>.</summary>
    public double InversePremium { get; private set; } = state.InversePremium;

    /// <summary>Fair price of the linear perpetual, in USDT.</summary>
    public double Linear => Btc * Math.Exp(LinearBasis);

    /// <summary>Fair price of the inverse perpetual, in USD.</summary>
    public double Inverse => Btc * Math.Exp(InverseBasis);

    /// <summary>Moves every price by one step.</summary>
    /// <returns>Direction of a burst in this step: 1 up, −1 down, 0 none.</returns>
    public int Step()
    {
        var burst = random.NextChance(StepSeconds / SecondsBetweenBursts) ? BurstDeviation * random.NextNormal() : 0;
        var btc = (BtcVolatility * Math.Sqrt(1 - BurstShare) * StepRoot * random.NextNormal()) + burst;
        var own = EthVolatility * Math.Sqrt(1 - (Correlation * Correlation)) * StepRoot * random.NextNormal();

        // The whole BTC return is scaled, bursts included, so that the correlation of the sums keeps its nominal value.
        var eth = (Correlation * EthVolatility / BtcVolatility * btc) + own;

        Btc *= Math.Exp(btc);
        Eth *= Math.Exp(eth);
        LinearBasis = NextBasis(LinearBasis, LinearMeanBasis);
        InverseBasis = NextBasis(InverseBasis, InverseMeanBasis);
        LinearPremium += (LinearBasis - LinearPremium) * (StepSeconds / PremiumSeconds);
        InversePremium += (InverseBasis - InversePremium) * (StepSeconds / PremiumSeconds);
        return Math.Sign(burst);
    }

    private double NextBasis(double basis, double mean) =>
        basis
        + ((mean - basis) * BasisReversionPerSecond * StepSeconds)
        + (BasisDeviation * Math.Sqrt(2 * BasisReversionPerSecond * StepSeconds) * random.NextNormal());
}
