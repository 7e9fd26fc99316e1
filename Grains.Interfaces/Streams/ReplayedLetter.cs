using Ballast.Domain.Ledger.Booking;

namespace Ballast.Grains.Interfaces.Streams;

/// <summary>What became of a dead letter that was replayed.</summary>
/// <param name="Id">Id of the letter.</param>
/// <param name="Outcome">Outcome of its event; <see langword="null"/> when the message is no event. A recorded event and a duplicate end the letter.</param>
/// <param name="Reason">Why it is still a dead letter; <see langword="null"/> when it is not.</param>
[GenerateSerializer, Immutable, Alias("ballast.replayed-letter")]
public sealed record ReplayedLetter([property: Id(0)] string Id, [property: Id(1)] FillOutcome? Outcome, [property: Id(2)] string? Reason);
