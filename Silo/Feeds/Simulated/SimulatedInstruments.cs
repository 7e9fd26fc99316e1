using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>The instruments of the simulated market: two spots, a linear and an inverse perpetual.</summary>
public static class SimulatedInstruments
{
    internal static readonly SimulatedInstrument BtcSpot = new()
    {
        Terms = Terms("sim-spot/BTCUSDT", ContractKind.Spot, ("BTC", "USDT", "USDT"), 1m, 0.01m, 0.00001m),
        TicksPerUnit = 100,
        LotsPerUnit = 100_000,
        HalfSpread = 0.35e-4,
        GapTicks = 60,
        LevelLots = 20_000,
    };

    internal static readonly SimulatedInstrument EthSpot = new()
    {
        Terms = Terms("sim-spot/ETHUSDT", ContractKind.Spot, ("ETH", "USDT", "USDT"), 1m, 0.01m, 0.0001m),
        TicksPerUnit = 100,
        LotsPerUnit = 10_000,
        HalfSpread = 0.45e-4,
        GapTicks = 4,
        LevelLots = 30_000,
    };

    internal static readonly SimulatedInstrument BtcLinear = new()
    {
        Terms = Terms("sim-futures/BTCUSDT", ContractKind.Linear, ("BTC", "USDT", "USDT"), 1m, 0.1m, 0.001m),
        TicksPerUnit = 10,
        LotsPerUnit = 1_000,
        HalfSpread = 0.25e-4,
        GapTicks = 5,
        LevelLots = 600,
        OrdersPerSecond = 3.5,
    };

    internal static readonly SimulatedInstrument BtcInverse = new()
    {
        Terms = Terms("sim-delivery/BTCUSD_PERP", ContractKind.Inverse, ("BTC", "USD", "BTC"), 100m, 0.1m, 1m),
        TicksPerUnit = 10,
        LotsPerUnit = 1,
        HalfSpread = 0.4e-4,
        GapTicks = 7,
        LevelLots = 250,
        OrdersPerSecond = 2.5,
    };

    /// <summary>Terms of every instrument, ordered by id.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
        [.. new[] { BtcSpot, EthSpot, BtcLinear, BtcInverse }.Select(i => i.Terms).OrderBy(t => t.Id)];

    private static Instrument Terms(
        string id, ContractKind kind, (string Base, string Quote, string Settle) assets, decimal multiplier, decimal tick, decimal lot) =>
        new()
        {
            Id = InstrumentId.Parse(id),
            Kind = kind,
            Base = assets.Base,
            Quote = assets.Quote,
            Settle = assets.Settle,
            Multiplier = multiplier,
            TickSize = tick,
            LotSize = lot,
        };
}
