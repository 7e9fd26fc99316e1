using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Forms;

/// <summary>Type of a member's values.</summary>
public enum MemberType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A time in whole microseconds since 1970, or a sequence number.</summary>
    Whole,

    /// <summary>One of a few values.</summary>
    Choice,
}

/// <summary>A member of a kind of event.</summary>
/// <param name="Member">Names of the member.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="IsRequired">Whether every event of the kind has it in every form.</param>
public readonly record struct DescribedMember(EventMember Member, MemberType Type, bool IsRequired);

/// <summary>Records the members of a kind of event. The event that it returns is not used.</summary>
internal sealed class EventDescription : IEventForm
{
    private readonly List<DescribedMember> _members = [];

    /// <summary>Members recorded, in the order of their rows.</summary>
    internal IReadOnlyList<DescribedMember> Members => _members;

    public string Owner(EventMember member, EventKind kind, string? value) => Noted(member, MemberType.Text, isRequired: false, "");

    public Instant Time(EventMember member, Instant? value) => Noted(member, MemberType.Whole, isRequired: true, default(Instant));

    public Instant? OptionalTime(EventMember member, Instant? value) => Noted(member, MemberType.Whole, isRequired: false, value);

    public long Sequence(EventMember member, EventKind kind, long? value) => Noted(member, MemberType.Whole, isRequired: false, 0L);

    public string Text(EventMember member, string? value) => Noted(member, MemberType.Text, isRequired: true, "");

    public string? OptionalText(EventMember member, string? value) => Noted(member, MemberType.Text, isRequired: false, value);

    public decimal Number(EventMember member, decimal? value) => Noted(member, MemberType.Number, isRequired: true, 0m);

    public decimal? OptionalNumber(EventMember member, decimal? value) => Noted(member, MemberType.Number, isRequired: false, value);

    public int Choice(EventMember member, ChoiceWords words, int? value) => Noted(member, MemberType.Choice, isRequired: true, 0);

    public int? OptionalChoice(EventMember member, ChoiceWords words, int? value) => Noted(member, MemberType.Choice, isRequired: false, value);

    private T Noted<T>(EventMember member, MemberType type, bool isRequired, T answer)
    {
        _members.Add(new(member, type, isRequired));
        return answer;
    }
}
