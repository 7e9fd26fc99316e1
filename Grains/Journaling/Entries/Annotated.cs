using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>What a rebuild needs to know about earlier events and they do not hold.</summary>
/// <param name="Items">At least one.</param>
public sealed record Annotated(IReadOnlyList<Annotation> Items) : JournalEntry;
