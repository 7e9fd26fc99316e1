using System.Text.Json;
using System.Text.Json.Nodes;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Forms;

/// <summary>Writes and reads an event's members by name in a JSON object, for checkpoints: times in microseconds, enumerations as numbers.</summary>
/// <param name="members">The object; empty to write an event, filled to read one.</param>
internal sealed class JsonObjectForm(JsonObject members) : IEventForm
{
    /// <summary>The object.</summary>
    internal JsonObject Members => members;

    public string Owner(EventMember member, EventKind kind, string? value) => Text(member, value);

    public Instant Time(EventMember member, Instant? value) => OptionalTime(member, value) ?? throw Missing(member);

    public Instant? OptionalTime(EventMember member, Instant? value) => Whole(member, value?.Micros) is { } micros ? new Instant(micros) : null;

    public long Sequence(EventMember member, EventKind kind, long? value) => Whole(member, value) ?? throw Missing(member);

    public string Text(EventMember member, string? value) => OptionalText(member, value) ?? throw Missing(member);

    public string? OptionalText(EventMember member, string? value)
    {
        Put(member, value is null ? null : JsonValue.Create(value));
        return Get<string>(member);
    }

    public decimal Number(EventMember member, decimal? value) => OptionalNumber(member, value) ?? throw Missing(member);

    public decimal? OptionalNumber(EventMember member, decimal? value)
    {
        Put(member, value is { } number ? JsonValue.Create(number) : null);
        return members[member.Name] is null ? null : Get<decimal>(member);
    }

    public int Choice(EventMember member, ChoiceWords words, int? value) => OptionalChoice(member, words, value) ?? throw Missing(member);

    public int? OptionalChoice(EventMember member, ChoiceWords words, int? value) => (int?)Whole(member, value);

    private long? Whole(EventMember member, long? value)
    {
        Put(member, value is { } whole ? JsonValue.Create(whole) : null);
        return members[member.Name] is null ? null : Get<long>(member);
    }

    private void Put(EventMember member, JsonNode? value)
    {
        if (value is not null)
        {
            members[member.Name] = value;
        }
    }

    private T? Get<T>(EventMember member)
    {
        try
        {
            return members[member.Name] is { } node ? node.GetValue<T>() : default;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException($"Member '{member.Name}' of a void cannot be read: {e.Message}", e);
        }
    }

    private static JsonException Missing(EventMember member) => new($"A void lacks its member '{member.Name}'.");
}
