using Ballast.Domain;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>What a simulated market needs to continue after a restart. Its books are not kept: they are built anew around the prices.</summary>
/// <remarks>
/// Store the answer of <see cref="Resume"/> before publishing anything from it: trade ids are unique only while no two
/// markets run under one run number.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.simulated-market-state")]
public sealed record SimulatedMarketState
{
    /// <summary>Seed the market started from.</summary>
    [Id(0)] public required ulong Seed { get; init; }

    /// <summary>State of the random draws.</summary>
    [Id(1)] public required ulong Random { get; init; }

    /// <summary>Venue time reached.</summary>
    [Id(2)] public required Instant Time { get; init; }

    /// <summary>1 at the first start, one more at each resumption; part of every trade id.</summary>
    [Id(3)] public required int Run { get; init; }

    /// <summary>Trades published in this run.</summary>
    [Id(4)] public required long Trades { get; init; }

    /// <summary>Fair price of BTC spot, in USDT.</summary>
    [Id(5)] public required double Btc { get; init; }

    /// <summary>Fair price of ETH spot, in USDT.</summary>
    [Id(6)] public required double Eth { get; init; }

    /// <summary>Log of the linear perpetual's fair price over BTC spot.</summary>
    [Id(7)] public required double LinearBasis { get; init; }

    /// <summary>The same, averaged over about an hour.</summary>
    [Id(8)] public required double LinearPremium { get; init; }

    /// <summary>Log of the inverse perpetual's fair price over BTC spot.</summary>
    [Id(9)] public required double InverseBasis { get; init; }

    /// <summary>The same, averaged over about an hour.</summary>
    [Id(10)] public required double InversePremium { get; init; }

    /// <summary>A market that never ran.</summary>
    /// <param name="seed">Equal seeds and times give equal markets.</param>
    /// <param name="at">Venue time of its first event.</param>
    public static SimulatedMarketState Start(ulong seed, Instant at) => new()
    {
        Seed = seed,
        Random = seed,
        Time = at,
        Run = 1,
        Trades = 0,
        Btc = 61_800,
        Eth = 2_680,
        LinearBasis = SimulatedPrices.LinearMeanBasis,
        LinearPremium = SimulatedPrices.LinearMeanBasis,
        InverseBasis = SimulatedPrices.InverseMeanBasis,
        InversePremium = SimulatedPrices.InverseMeanBasis,
    };

    /// <summary>The same prices in the next run, from <paramref name="at"/> on, or from the time reached if that is later.</summary>
    public SimulatedMarketState Resume(Instant at) => this with { Time = Instant.Max(Time, at), Run = Run + 1, Trades = 0 };
}
