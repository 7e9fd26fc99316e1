using Ballast.Domain;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>The state from which a simulated market continues after a restart. Books are not stored; new ones are built around the prices.</summary>
/// <remarks>
/// Store the result of <see cref="Resume"/> before anything is published from it: trade ids are unique only if no two
/// markets have the same run number.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.simulated-market-state")]
public sealed record SimulatedMarketState
{
    /// <summary>Seed of the market.</summary>
    [Id(0)] public required ulong Seed { get; init; }

    /// <summary>State of the random number generator.</summary>
    [Id(1)] public required ulong Random { get; init; }

    /// <summary>Venue time reached.</summary>
    [Id(2)] public required Instant Time { get; init; }

    /// <summary>1 at the first start, and one more at each restart; part of every trade id.</summary>
    [Id(3)] public required int Run { get; init; }

    /// <summary>Trades published in this run.</summary>
    [Id(4)] public required long Trades { get; init; }

    /// <summary>Fair price of BTC spot, in USDT.</summary>
    [Id(5)] public required double Btc { get; init; }

    /// <summary>Fair price of ETH spot, in USDT.</summary>
    [Id(6)] public required double Eth { get; init; }

    /// <summary>Log of the linear perpetual's fair price divided by that of BTC spot.</summary>
    [Id(7)] public required double LinearBasis { get; init; }

    /// <summary>Average of the basis over about an hour.</summary>
    [Id(8)] public required double LinearPremium { get; init; }

    /// <summary>Log of the inverse perpetual's fair price divided by that of BTC spot.</summary>
    [Id(9)] public required double InverseBasis { get; init; }

    /// <summary>Average of the basis over about an hour.</summary>
    [Id(10)] public required double InversePremium { get; init; }

    /// <summary>The state of a market that has never run.</summary>
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

    /// <summary>The state of the next run: the same prices, from <paramref name="at"/> on or from the time reached, whichever is later.</summary>
    public SimulatedMarketState Resume(Instant at) => this with { Time = Instant.Max(Time, at), Run = Run + 1, Trades = 0 };
}
