using System.Security.Cryptography;
using System.Text;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>State that results from folding a journal.</summary>
/// <param name="Ledgers">Ledgers, without keys for de-duplication.</param>
/// <param name="Markouts">Markouts of their fills.</param>
/// <param name="Policy">Policy that the markouts follow.</param>
internal sealed record FoldedLedgers(InstrumentLedgers Ledgers, MarkoutTracker Markouts, LedgerPolicy Policy)
{
    /// <summary>State before the first event.</summary>
    internal static FoldedLedgers Empty(Instrument terms, LedgerPolicy policy) =>
        new(new(terms), new MarkoutTracker(terms.Id, terms.Settle, policy.Markouts), policy);

    /// <summary>States at past times that were kept.</summary>
    internal PastStates Past { get; init; } = new();

    /// <summary>Whether the ledgers, which lack some journaled events, contain a booked one.</summary>
    internal bool Contains(LedgerEvent booked, long number) => booked switch
    {
        FillVoid item => Ledgers.FindFill(item.FillKey) is { IsVoided: true },
        TermsChange => false,
        _ => Ledgers.Find(number) is not null,
    };

    /// <summary>Venue time from which an event, which is not booked yet, will change the ledgers; <see langword="null"/> for a void whose fill is not in the window.</summary>
    internal Instant? ChangedBy(LedgerEvent coming) => coming is FillVoid item ? Ledgers.FindFill(item.FillKey)?.Event.VenueTime : coming.VenueTime;

    /// <summary>Venue time from which annotations change the ledgers; <see langword="null"/> when they do not.</summary>
    internal Instant? ChangedBy(IReadOnlyList<Annotation> annotations) => annotations.Where(a => a.Kind.IsOfLedger())
        .Select(a => Ledgers.Find(a.Number)?.Event.VenueTime ?? default(Instant)).Cast<Instant?>().MinBy(time => time!.Value.Micros);

    /// <summary>State after every event up to a time, from those kept or from the ledgers; <see langword="null"/> when only the journal can give it.</summary>
    internal FoldState? StateAt(Instant time)
    {
        if (Past.Find(time) is { } kept)
        {
            return kept;
        }

        var state = Ledgers.NeedsRebuild ? null : Ledgers.At(time);
        if (state is not null)
        {
            Past.Keep(time, state);
        }

        return state;
    }

    /// <summary>Hexadecimal digest of ledgers and markouts; equal for equal events.</summary>
    internal string StateHash() => StateHash(Ledgers, Markouts);

    /// <summary>Covers only the sums of the markouts: single fills have journal numbers, which depend on the order of arrival.</summary>
    internal static string StateHash(InstrumentLedgers ledgers, MarkoutTracker markouts)
    {
        var sums = markouts.Tables.OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => $"{table.Key.Length}:{table.Key}{table.Value.StateHash()}");
        return ledgers.StateHash() + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(sums))).AsSpan(0, HashBytes));
    }

    private const int HashBytes = 16;
}
