using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Position of a portfolio in an instrument at each whole second of a time range, over all accounts.</summary>
/// <param name="From">First second.</param>
/// <param name="Levels">Signed positions in the venue's unit of amount, one per second, oldest first; empty when no event of the range is retained.</param>
/// <param name="Traded">Sum of the fills' quantities after the first second and up to the last, in the venue's unit of amount.</param>
/// <param name="Fills">Number of those fills.</param>
public sealed record InventoryHistory(Instant From, double[] Levels, decimal Traded, int Fills)
{
    /// <summary>Computes the history from the events of a window; see <see cref="InstrumentLedgers.History"/>.</summary>
    internal static InventoryHistory Of(EventWindow window, Instrument terms, string portfolio, Instant to, int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        var last = Floor(to);
        var from = last - TimeSpan.FromSeconds(seconds);
        if (window.Start.Last is { } start && start.Time > from)
        {
            from = Ceiling(start.Time);
        }

        if (from > last || window.At(from) is not { } before)
        {
            return new(last, [], 0, 0);
        }

        var held = before.Ledgers.Where(l => l.Key.Portfolio == portfolio).ToDictionary(l => l.Key.Account, l => l.Value.Quantity, StringComparer.Ordinal);
        var hasBegun = held.Count > 0;
        var (levels, traded, fills, multiplier) = (new List<double>(), 0m, 0, before.Terms.Multiplier);
        var next = from;
        foreach (var entry in window.Entries.Skip(window.CountAt(from)).TakeWhile(e => e.Position.Time <= last))
        {
            if (entry.IsVoided || (!entry.Event.IsOfInstrument && entry.Event.Portfolio != portfolio))
            {
                continue;
            }

            if (!hasBegun && entry.Event is (Fill or Adjustment))
            {
                (hasBegun, next) = (true, Ceiling(entry.Position.Time));
                from = next;
            }

            for (; next < entry.Position.Time && hasBegun; next += TimeSpan.FromSeconds(1))
            {
                levels.Add((double)held.Values.Sum());
            }

            if (entry.Event is Fill fill && fill.VenueTime > from)
            {
                (traded, fills) = (traded + fill.Quantity, fills + 1);
            }

            Move(held, entry.Event, terms, ref multiplier);
        }

        for (; next <= last && hasBegun; next += TimeSpan.FromSeconds(1))
        {
            levels.Add((double)held.Values.Sum());
        }

        return new(from, [.. levels], traded, fills);
    }

    private static void Move(Dictionary<string, decimal> held, LedgerEvent ledgerEvent, Instrument terms, ref decimal multiplier)
    {
        switch (ledgerEvent)
        {
            case Fill fill:
                held[fill.Account] = held.GetValueOrDefault(fill.Account) + fill.InventoryChange(terms);
                break;
            case Adjustment adjustment:
                held[adjustment.Account] = held.GetValueOrDefault(adjustment.Account) + adjustment.Quantity;
                break;
            case Settlement:
                held.Clear();
                break;
            case TermsChange change:
                foreach (var account in held.Keys.ToArray())
                {
                    held[account] = held[account] * multiplier / change.Multiplier;
                }

                multiplier = change.Multiplier;
                break;
            default:
                break;
        }
    }

    private static Instant Floor(Instant time) => new(time.Micros / Instant.PerSecond * Instant.PerSecond);

    private static Instant Ceiling(Instant time) => new((time.Micros + Instant.PerSecond - 1) / Instant.PerSecond * Instant.PerSecond);
}
