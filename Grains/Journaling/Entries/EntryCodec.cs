using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Writes and reads journal entries as JSON objects with one member, whose name is the letter of the kind of entry.</summary>
internal sealed class EntryCodec(InstrumentId instrument)
{
    private const string Kinds = "ocnzhkfvujsm";

    private readonly EventCodec _events = new(instrument);

    // Reused, because an entry may have thousands of annotations.
    private readonly List<Annotation> _annotations = [];

    internal void Write(Utf8JsonWriter json, JournalEntry entry)
    {
        json.WriteStartObject();
        switch (entry)
        {
            case Recorded recorded:
                Span<char> letter = [EventCodec.Letter(recorded.Event.Kind)];
                json.WritePropertyName(letter);
                _events.Write(json, recorded.Event);
                break;
            case Annotated annotated:
                json.WriteStartArray("n"u8);
                foreach (var item in annotated.Items)
                {
                    WriteAnnotation(json, item);
                }

                json.WriteEndArray();
                break;
            case Opened opened:
                json.WriteStartObject("o"u8);
                json.WriteNumber("e"u8, opened.Epoch);
                json.WriteString("w"u8, opened.Writer);
                json.WriteNumber("t"u8, opened.Time.Micros);
                json.WriteEndObject();
                break;
            case Terms terms:
                json.WriteStartObject("c"u8);
                WriteTerms(json, terms);
                json.WriteEndObject();
                break;
            case SegmentSeal seal:
                WriteSeal(json, seal);
                break;
            case SegmentHeader header:
                WriteHeader(json, header);
                break;
            case CheckpointPart part:
                json.WriteStartObject("k"u8);
                json.WriteNumber("i"u8, part.Part);
                json.WriteNumber("n"u8, part.Parts);
                json.WriteString("x"u8, part.Text);
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"{entry.GetType().Name} has no stored form.", nameof(entry));
        }

        json.WriteEndObject();
    }

    private static void WriteSeal(Utf8JsonWriter json, SegmentSeal seal)
    {
        json.WriteStartObject("z"u8);
        json.WriteNumber("l"u8, seal.Entries);
        WriteTime(json, "f"u8, seal.FirstTime);
        WriteTime(json, "t"u8, seal.LastTime);
        WriteTime(json, "m"u8, seal.MaxEventTime);
        json.WriteEndObject();
    }

    private static void WriteHeader(Utf8JsonWriter json, SegmentHeader header)
    {
        json.WriteStartObject("h"u8);
        json.WriteNumber("s"u8, header.Segment);
        json.WriteNumber("n"u8, header.FirstNumber);
        json.WriteNumber("l"u8, header.PreviousLength);
        json.WriteString("p"u8, header.PreviousHash.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteNumber("e"u8, header.Epoch);
        WriteTime(json, "m"u8, header.MaxEventTime);
        json.WriteNumber("t"u8, header.Time.Micros);
        json.WriteEndObject();
    }

    internal JournalEntry Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        JsonMembers.Expect(ref reader, JsonTokenType.StartObject, "an entry");
        if (!JsonMembers.Next(ref reader, Kinds, "an entry", out var letter))
        {
            throw new InvalidDataException("an entry without a kind");
        }

        JournalEntry entry = letter switch
        {
            'n' => ReadAnnotations(ref reader),
            'o' => ReadOpened(ref reader),
            'c' => ReadTerms(ref reader),
            'z' => ReadSeal(ref reader),
            'h' => ReadHeader(ref reader),
            'k' => ReadPart(ref reader),
            _ => new Recorded(_events.Read(ref reader, letter)!),
        };
        return JsonMembers.Next(ref reader, "", "an entry", out _) ? throw new InvalidDataException("an entry of two kinds") : entry;
    }

    private static void WriteAnnotation(Utf8JsonWriter json, Annotation item)
    {
        json.WriteStartArray();
        json.WriteNumberValue(item.Number);
        json.WriteNumberValue((int)item.Kind);
        json.WriteNumberValue(item.Index);
        if (item.Value is { } value)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private Annotated ReadAnnotations(ref Utf8JsonReader reader)
    {
        JsonMembers.Expect(ref reader, JsonTokenType.StartArray, "annotations");
        _annotations.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonMembers.Expect(ref reader, JsonTokenType.StartArray, "an annotation");
            reader.Read();
            var number = reader.GetInt64();
            reader.Read();
            var kind = reader.GetInt32();
            if (kind is < (int)AnnotationKind.Mid or > (int)AnnotationKind.FundingDue)
            {
                throw new InvalidDataException($"an annotation has the kind {kind}, which is not known");
            }

            reader.Read();
            var index = reader.GetInt32();
            decimal? value = null;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number)
            {
                value = reader.GetDecimal();
                reader.Read();
            }

            JsonMembers.Expect(ref reader, JsonTokenType.EndArray, "an annotation's fifth member");
            _annotations.Add(new(number, (AnnotationKind)kind, index, value));
        }

        return new(_annotations.ToArray());
    }

    private static Opened ReadOpened(ref Utf8JsonReader reader)
    {
        long? epoch = null, time = null;
        string? writer = null;
        while (JsonMembers.Next(ref reader, "ewt", "an opening", out var name))
        {
            switch (name)
            {
                case 'e': epoch = reader.GetInt64(); break;
                case 'w': writer = reader.GetString(); break;
                default: time = reader.GetInt64(); break;
            }
        }

        return new(epoch ?? throw JsonMembers.Missing("an opening", 'e'), writer ?? throw JsonMembers.Missing("an opening", 'w'),
            new(time ?? throw JsonMembers.Missing("an opening", 't')));
    }

    private static void WriteTerms(Utf8JsonWriter json, Terms terms)
    {
        json.WriteNumber("k"u8, (int)terms.Instrument.Kind);
        json.WriteString("b"u8, terms.Instrument.Base);
        json.WriteString("q"u8, terms.Instrument.Quote);
        json.WriteString("s"u8, terms.Instrument.Settle);
        json.WriteNumber("m"u8, terms.Instrument.Multiplier);
        if (terms.Instrument.TickSize is { } tick)
        {
            json.WriteNumber("t"u8, tick);
        }

        if (terms.Instrument.LotSize is { } lot)
        {
            json.WriteNumber("l"u8, lot);
        }

        json.WriteString("p"u8, terms.Policy);
    }

    private Terms ReadTerms(ref Utf8JsonReader reader)
    {
        ContractKind? kind = null;
        string? asset = null, quote = null, settle = null, policy = null;
        decimal? multiplier = null, tick = null, lot = null;
        while (JsonMembers.Next(ref reader, "kbqsmtlp", "terms", out var name))
        {
            switch (name)
            {
                case 'k': kind = (ContractKind)reader.GetInt32(); break;
                case 'b': asset = reader.GetString(); break;
                case 'q': quote = reader.GetString(); break;
                case 's': settle = reader.GetString(); break;
                case 'm': multiplier = reader.GetDecimal(); break;
                case 't': tick = reader.GetDecimal(); break;
                case 'l': lot = reader.GetDecimal(); break;
                default: policy = reader.GetString(); break;
            }
        }

        var terms = new Instrument
        {
            Id = instrument,
            Kind = kind ?? throw JsonMembers.Missing("terms", 'k'),
            Base = asset ?? throw JsonMembers.Missing("terms", 'b'),
            Quote = quote ?? throw JsonMembers.Missing("terms", 'q'),
            Settle = settle ?? throw JsonMembers.Missing("terms", 's'),
            Multiplier = multiplier ?? throw JsonMembers.Missing("terms", 'm'),
            TickSize = tick,
            LotSize = lot,
        };
        return new(terms, policy ?? throw JsonMembers.Missing("terms", 'p'));
    }

    private static SegmentSeal ReadSeal(ref Utf8JsonReader reader)
    {
        long? entries = null;
        Instant? first = null, last = null, max = null;
        while (JsonMembers.Next(ref reader, "lftm", "a seal", out var name))
        {
            switch (name)
            {
                case 'l': entries = reader.GetInt64(); break;
                case 'f': first = new(reader.GetInt64()); break;
                case 't': last = new(reader.GetInt64()); break;
                default: max = new(reader.GetInt64()); break;
            }
        }

        return new(entries ?? throw JsonMembers.Missing("a seal", 'l'), first, last, max);
    }

    private static SegmentHeader ReadHeader(ref Utf8JsonReader reader)
    {
        long? segment = null, number = null, length = null, epoch = null, time = null;
        ulong? hash = null;
        Instant? max = null;
        while (JsonMembers.Next(ref reader, "snlpemt", "a header", out var name))
        {
            switch (name)
            {
                case 's': segment = reader.GetInt32(); break;
                case 'n': number = reader.GetInt64(); break;
                case 'l': length = reader.GetInt64(); break;
                case 'p': hash = ulong.Parse(reader.GetString() ?? "", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture); break;
                case 'e': epoch = reader.GetInt64(); break;
                case 'm': max = new(reader.GetInt64()); break;
                default: time = reader.GetInt64(); break;
            }
        }

        static T Need<T>(T? value, char name)
            where T : struct => value ?? throw JsonMembers.Missing("a header", name);
        return new((int)Need(segment, 's'), Need(number, 'n'), Need(length, 'l'), Need(hash, 'p'), Need(epoch, 'e'), max, new(Need(time, 't')));
    }

    private static CheckpointPart ReadPart(ref Utf8JsonReader reader)
    {
        int? part = null, parts = null;
        string? text = null;
        while (JsonMembers.Next(ref reader, "inx", "a checkpoint", out var name))
        {
            switch (name)
            {
                case 'i': part = reader.GetInt32(); break;
                case 'n': parts = reader.GetInt32(); break;
                default: text = reader.GetString(); break;
            }
        }

        return new(part ?? throw JsonMembers.Missing("a checkpoint", 'i'), parts ?? throw JsonMembers.Missing("a checkpoint", 'n'),
            text ?? throw JsonMembers.Missing("a checkpoint", 'x'));
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, Instant? time)
    {
        if (time is { } at)
        {
            json.WriteNumber(name, at.Micros);
        }
    }
}
