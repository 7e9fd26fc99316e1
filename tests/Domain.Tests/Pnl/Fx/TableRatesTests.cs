using Ballast.Domain.Pnl.Fx;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Fx;

public sealed class TableRatesTests
{
    private static readonly string[] Assets = ["USDT", "USDC", "BTC", "ETH", "XRP"];

    [Fact]
    public void Rates_are_those_of_the_table_used_last_as_quotes_change_and_grow_old_and_the_clock_goes_back() =>
        Gen.Select(Gen.Int, Gen.Int[1, 40]).Sample(
            (seed, tables) =>
            {
                var random = new Random(seed);
                var rates = new TableRates("USDT");
                var table = Table(random, 0);
                for (var i = 0; i < tables; i++)
                {
                    table = random.Next(4) == 0
                        ? Table(random, table.Version + 1)
                        : table with { Now = new(Math.Max(0, table.Now.Micros + (random.Next(-3, 5) * Instant.PerSecond))) };
                    rates.Use(table);
                    Assert.Same(table, rates.Table);
                    Assert.All(Assets, asset => Assert.Equal(table.Convert(asset, "USDT")?.Rate, rates.Of(asset)));
                }
            },
            iter: 3_000);

    private static FxTable Table(Random random, long version) => new()
    {
        Version = version,
        Now = new(20 * Instant.PerSecond),
        MaxAge = random.Next(5) == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(8),
        Quotes = [.. Assets.Skip(1).Where(_ => random.Next(4) > 0)
            .Select(asset => new FxQuote(asset, Assets[random.Next(2)], random.Next(-1, 50), new(random.Next(0, 25) * Instant.PerSecond)))],
    };
}
