using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Forms;

namespace Ballast.Silo.Feeds.Fills;

/// <summary>Reads the fields of one fill as text, from a CSV row or a JSON object, and makes the fill. Names are those of <see cref="EventMembers"/>.</summary>
internal sealed class FillFields : IEventForm
{
    private const string Amount = "amount";
    private const string OtherAmount = "quantity";
    private const string Main = "main";
    private const string Unknown = "unknown";

    private static readonly DescribedMember[] Members = [.. EventMembers.Of(EventKind.Fill).Where(member => member.Member.IsInFillFiles)];

    private static readonly string[] Required =
        ["timestamp", "exchange", "symbol", .. RequiredOfFill().Where(name => name != "timestamp").OrderBy(name => name == "id")];

    private static readonly string[] Names = [.. Required.Union(Members.Select(member => member.Member.Name)), OtherAmount];

    private readonly Dictionary<string, string> _texts = [];

    // First faults found, in the order in which they are reported: of the time, of other members, of the sequence.
    private string? _faultOfTime;
    private string? _fault;
    private string? _faultOfSequence;

    /// <summary>What is wrong with the columns of a header, by their names; <see langword="null"/> when nothing is.</summary>
    public static string? HeaderFault(string[] columns)
    {
        var missing = Required.Where(name => !columns.Contains(name) && !(name == Amount && columns.Contains(OtherAmount))).ToArray();
        return missing.Length > 0 ? $"the header lacks {string.Join(", ", missing)}"
            : Names.FirstOrDefault(name => columns.Count(column => column == name) > 1) is { } twice ? $"the header has {twice} twice"
            : null;
    }

    /// <summary>Reads the fields of a row. Returns the fault, or <see langword="null"/> when there is none.</summary>
    public string? ReadRow(string[] columns, string[] fields)
    {
        if (fields.Length != columns.Length)
        {
            return $"{fields.Length} columns where the header has {columns.Length}";
        }

        foreach (var (column, field) in columns.Zip(fields).Where(pair => Names.Contains(pair.First)))
        {
            Put(column, field);
        }

        return null;
    }

    /// <summary>Reads the members of an object. Returns the fault, or <see langword="null"/> when there is none.</summary>
    /// <exception cref="JsonException">The line is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in the line is not Unicode.</exception>
    public string? ReadObject(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "not a JSON object";
        }

        string? fault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (Array.IndexOf(Names, name) < 0)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                Put(name, reader.GetString()!);
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                Put(name, Encoding.UTF8.GetString(reader.ValueSpan));
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                fault ??= $"{name} is neither a text nor a number";
                reader.Skip();
            }
        }

        // Reading once more makes the reader fail on anything after the object.
        reader.Read();
        return fault;
    }

    /// <summary>Makes the fill, or gives the reason why it cannot.</summary>
    public bool TryBuild([NotNullWhen(true)] out Fill? fill, [NotNullWhen(false)] out string? reason)
    {
        fill = null;
        reason = Required.FirstOrDefault(name => Given(name) is null && !(name == Amount && Given(OtherAmount) is not null)) is { } missing
            ? $"no {missing}"
            : null;
        if (reason is not null)
        {
            return false;
        }

        _fault = _faultOfTime = _faultOfSequence = null;
        var read = EventMembers.PassFill(this, new(Given("exchange")!, Given("symbol")!), null);
        reason = _faultOfTime
            ?? (Given("exchange")!.Contains('/', StringComparison.Ordinal) ? Wrong("exchange", "an exchange id") : null)
            ?? _fault
            ?? _faultOfSequence;
        fill = reason is null ? read : null;
        return reason is null;
    }

    string IEventForm.Owner(EventMember member, EventKind kind, string? value) => Given(member.Name) ?? Main;

    Instant IEventForm.Time(EventMember member, Instant? value)
    {
        var text = Given(member.Name)!;
        if (UnitOf(text) is { } unit)
        {
            _faultOfTime = $"{member.Name} '{text}' looks like {unit}; write microseconds or ISO 8601";
        }
        else if (!TryTime(text, out var time))
        {
            _faultOfTime = Wrong(member.Name, "a time in UTC or a number of microseconds");
        }
        else
        {
            return time;
        }

        return default;
    }

    Instant? IEventForm.OptionalTime(EventMember member, Instant? value) => throw new NotSupportedException($"A fill has no optional time, such as {member.Name}.");

    long IEventForm.Sequence(EventMember member, EventKind kind, long? value)
    {
        var sequence = 0L;
        if (Given(member.Name) is { } text && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sequence))
        {
            _faultOfSequence = Wrong(member.Name, "a whole number");
        }

        return sequence;
    }

    string IEventForm.Text(EventMember member, string? value) => Given(member.Name)!;

    string? IEventForm.OptionalText(EventMember member, string? value) => Given(member.Name);

    decimal IEventForm.Number(EventMember member, decimal? value)
    {
        var name = member.Name == Amount && Given(Amount) is null ? OtherAmount : member.Name;
        var number = ReadNumber(name);
        if (number <= 0)
        {
            _fault ??= Wrong(name, "positive");
        }

        return number;
    }

    decimal? IEventForm.OptionalNumber(EventMember member, decimal? value) =>
        member.IsInFillFiles && Given(member.Name) is not null ? ReadNumber(member.Name) : null;

    int IEventForm.Choice(EventMember member, ChoiceWords words, int? value) => ReadChoice(member, words);

    int? IEventForm.OptionalChoice(EventMember member, ChoiceWords words, int? value) => Given(member.Name) is null ? null : ReadChoice(member, words);

    private static IEnumerable<string> RequiredOfFill() => Members.Where(member => member.IsRequired).Select(member => member.Member.Name);

    private decimal ReadNumber(string name)
    {
        if (!FieldText.TryDecimal(Given(name), out var number))
        {
            _fault ??= Wrong(name, "a number of at most 28 digits");
        }

        return number;
    }

    private int ReadChoice(EventMember member, ChoiceWords words)
    {
        if (words.Find(Given(member.Name)!.ToLowerInvariant()) is { } choice)
        {
            return choice;
        }

        _fault ??= Wrong(member.Name, string.Join(" or ", words.All.Where(word => word != Unknown)));
        return default;
    }

    private static bool TryTime(string text, out Instant time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros))
        {
            time = new(micros);
            return time.IsInRange;
        }

        return FieldText.TryTime(Encoding.UTF8.GetBytes(text), out time);
    }

    /// <summary>The unit in which a number would be a time from 2001 to 2128, when that is not microseconds; <see langword="null"/> otherwise.</summary>
    private static string? UnitOf(string text) => !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? null
        : number switch
        {
            >= 1_000_000_000 and < 5_000_000_000 => "seconds",
            >= 1_000_000_000_000 and < 5_000_000_000_000 => "milliseconds",
            >= 1_000_000_000_000_000_000 and < 5_000_000_000_000_000_000 => "nanoseconds",
            _ => null,
        };

    private string Wrong(string name, string expected) => $"{name} '{FieldText.Shown(Encoding.UTF8.GetBytes(Given(name)!))}' is not {expected}";

    private string? Given(string name) => _texts.GetValueOrDefault(name);

    private void Put(string name, string text)
    {
        // An empty field means an absent one, as in every Tardis CSV file.
        var trimmed = text.Trim();
        if (trimmed.Length > 0)
        {
            _texts[name] = trimmed;
        }
        else
        {
            _texts.Remove(name);
        }
    }
}
