using Ballast.Domain;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Silo.Journals;

/// <summary>Reads the members of an event from the fields of its line.</summary>
internal sealed class EventLineReader(EventFields fields) : IEventForm
{
    public string Owner(EventMember member, EventKind kind, string? value) =>
        kind is EventKind.TermsChange or EventKind.Settlement ? fields.OptionalText(member.Name) ?? "" : fields.Text(member.Name);

    public Instant Time(EventMember member, Instant? value) => fields.Time(member.Name);

    public Instant? OptionalTime(EventMember member, Instant? value) => fields.Has(member.Name) ? fields.Time(member.Name) : null;

    public long Sequence(EventMember member, EventKind kind, long? value) => fields.OptionalInteger(member.Name) ?? EventLine.DefaultSequence(kind);

    public string Text(EventMember member, string? value) => fields.Text(member.Name);

    public string? OptionalText(EventMember member, string? value) => fields.OptionalText(member.Name);

    public decimal Number(EventMember member, decimal? value) => fields.Decimal(member.Name);

    public decimal? OptionalNumber(EventMember member, decimal? value) => fields.OptionalDecimal(member.Name);

    public int Choice(EventMember member, ChoiceWords words, int? value) => fields.Choice(member.Name, words);

    public int? OptionalChoice(EventMember member, ChoiceWords words, int? value) => fields.Has(member.Name) ? fields.Choice(member.Name, words) : null;
}
