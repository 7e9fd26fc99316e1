using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Tests.Ledger.Oracle;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class InventoryHistoryTests
{
    private static Instant At(double second) => new((long)(second * Instant.PerSecond));

    private static Fill In(Fill fill, double second) => fill with { VenueTime = At(second), TradeId = $"t{second}" };

    [Fact]
    public void Levels_are_what_was_held_at_whole_seconds_since_the_first_event()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, In(Buy(Linear, 3, 100), 10.5), In(Sell(Linear, 1, 100), 12), In(Sell(Linear, 4, 100), 12.2), In(Buy(Linear, 9, 100) with { Portfolio = "other" }, 11));

        var history = ledgers.History("mm", At(14.9), 60);

        // From second 11 on: 3, then 2 at 12, −2 at 13 and 14; the first fill was before the range.
        Assert.Equal(At(11), history.From);
        Assert.Equal([3, 2, -2, -2], history.Levels);
        Assert.Equal((5m, 2), (history.Traded, history.Fills));
    }

    [Fact]
    public void A_shorter_stretch_begins_with_what_was_held_and_voided_fills_do_not_count()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var voided = In(Buy(Linear, 7, 100), 12.5);
        Book(ledgers, In(Buy(Linear, 3, 100), 10), voided, Void(voided) with { VenueTime = At(13) }, In(Sell(Linear, 1, 100), 13));

        var history = ledgers.History("mm", At(13), 2);

        Assert.Equal([3, 3, 2], history.Levels);
        Assert.Equal((1m, 1), (history.Traded, history.Fills));
    }

    [Fact]
    public void A_portfolio_that_never_traded_has_none()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, In(Buy(Linear, 3, 100), 10));

        Assert.Empty(ledgers.History("other", At(100), 60).Levels);
        Assert.Empty(ledgers.History("mm", At(5), 60).Levels);
    }

    [Fact]
    public void Levels_are_those_of_the_ledgers_folded_up_to_each_second()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var n = 0; n < 150; n++)
        {
            var events = History.Of((ContractKind)(n % 4), random.Next(), random.Next(1, 120));
            var ledgers = new InstrumentLedgers(events.Terms) { WindowSize = random.Next(2) == 0 ? 1_000 : 80 };
            Book(ledgers, [.. events.Arrivals.Where(e => e is not FillVoid).Select(e => e with { VenueTime = new(e.VenueTime.Micros * 250_000) }).OrderBy(EventPosition.Of)]);
            foreach (var portfolio in (string[])["arb", "hedge", "mm"])
            {
                var (to, seconds) = (At(random.Next(25)), random.Next(1, 30));
                var history = ledgers.History(portfolio, to, seconds);

                for (var i = 0; i < history.Levels.Length; i++)
                {
                    var at = history.From + TimeSpan.FromSeconds(i);
                    var folded = ledgers.At(at)!.Ledgers.Where(l => l.Key.Portfolio == portfolio).Sum(l => l.Value.Quantity);
                    Assert.True(Math.Abs((double)folded - history.Levels[i]) < 1e-9, $"seed {seed}, {n}, {portfolio}: {folded} at {at}, not {history.Levels[i]}");
                }

                var end = history.From + TimeSpan.FromSeconds(history.Levels.Length - 1);
                Assert.True(history.Levels.Length == 0 || end == to, $"seed {seed}, {n}: ends at {end}, not {to}");
                var traded = ledgers.Window.Select(e => e.Event).OfType<Fill>()
                    .Where(f => f.Portfolio == portfolio && f.VenueTime > history.From && f.VenueTime <= to).Sum(f => f.Quantity);
                Assert.True(history.Levels.Length == 0 || traded == history.Traded, $"seed {seed}, {n}: {traded} traded, not {history.Traded}");
            }
        }
    }

    [Fact]
    public void Times_of_opening_outlive_a_base_and_a_text_without_them_still_reads()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, In(Buy(Linear, 3, 100), 10.5), In(Sell(Linear, 1, 100), 12), In(Buy(Linear, 4, 100), 13));
        Assert.Equal([At(10.5), At(13)], ledgers.Only().Fifo.Lots.Select(lot => lot.Opened));

        var text = LedgerBaseText.Write(ledgers.BaseAt(At(20))!);
        Assert.Equal([At(10.5), At(13)], new InstrumentLedgers(LedgerBaseText.Read(text)).Only().Fifo.Lots.Select(lot => lot.Opened));

        // The form before times were kept; the hash covers only money and is the same.
        var before = new InstrumentLedgers(LedgerBaseText.Read(text.Replace(",\"Opened\":10500000", "", StringComparison.Ordinal).Replace(",\"Opened\":13000000", "", StringComparison.Ordinal)));
        Assert.Equal([default, default], before.Only().Fifo.Lots.Select(lot => lot.Opened));
        Assert.Equal(ledgers.StateHash(), before.StateHash());
    }
}
