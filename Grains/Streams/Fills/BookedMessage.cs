using Ballast.Domain.Ledger.Booking;

namespace Ballast.Grains.Streams.Fills;

/// <summary>What became of one message of a fill stream.</summary>
/// <param name="Outcome">Outcome of its event; <see langword="null"/> when it did not come to one.</param>
/// <param name="Reason">Why it is not booked; <see langword="null"/> when it is journaled.</param>
internal readonly record struct BookedMessage(FillOutcome? Outcome, string? Reason);
