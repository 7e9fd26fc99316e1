using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Facts about earlier events that a rebuild needs and the events do not contain.</summary>
/// <param name="Items">Annotations, at least one.</param>
public sealed record Annotated(IReadOnlyList<Annotation> Items) : JournalEntry;
