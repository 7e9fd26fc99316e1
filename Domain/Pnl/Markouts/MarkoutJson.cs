using System.Buffers;
using System.Text.Json;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Writes and reads tables and trackers as JSON, with arrays instead of names and with all digits. Equal content gives equal text.</summary>
/// <remarks>A mid is a number, an array of it when it may not be the last one, <c>null</c> when there was none, or <c>false</c> while pending. Of a voided fill only time and number are kept.</remarks>
internal static class MarkoutJson
{
    // Dividing by 1 with the largest scale drops trailing zeros: 1.0 and 1.00 become 1.
    private const decimal Unscale = 1.0000000000000000000000000000m;

    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">The JSON does not hold what is read.</exception>
    internal static T Read<T>(ReadOnlyMemory<byte> json, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(json);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException
            or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new FormatException($"The JSON does not hold markouts: {fault.Message}", fault);
        }
    }

    internal static void Write(Utf8JsonWriter json, MarkoutTable table)
    {
        json.WriteStartObject();
        WritePolicy(json, table.Settle, table.Policy);
        WriteCells(json, table);
        json.WriteEndObject();
    }

    internal static MarkoutTable ReadTable(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return ReadCells(
            root.GetProperty("cells"), new(root.GetProperty("settle").GetString()!, ReadPolicy(root.GetProperty("horizons"), root.GetProperty("sizes"))));
    }

    internal static void Write(Utf8JsonWriter json, MarkoutTracker tracker)
    {
        json.WriteStartObject();
        json.WriteString("instrument", tracker.Instrument.ToString());
        json.WriteNumber("recent", tracker.RecentCount);
        WritePolicy(json, tracker.Settle, tracker.Policy);
        json.WriteStartArray("portfolios");
        foreach (var (portfolio, table) in tracker.Tables)
        {
            json.WriteStartObject();
            json.WriteString("id", portfolio);
            WriteCells(json, table);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("fills");
        foreach (var fill in tracker.Kept)
        {
            WriteFill(json, fill, tracker.Policy.Horizons.Count);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, string settle, MarkoutPolicy policy)
    {
        json.WriteString("settle", settle);
        json.WriteString("horizons", policy.Horizons.ToString());
        json.WriteString("sizes", policy.Sizes.ToString());
    }

    internal static MarkoutPolicy ReadPolicy(JsonElement horizons, JsonElement sizes) =>
        new(MarkoutHorizons.Parse(horizons.GetString()!), MarkoutSizes.Parse(sizes.GetString()!));

    private static void WriteCells(Utf8JsonWriter json, MarkoutTable table)
    {
        json.WriteStartArray("cells");
        foreach (var cell in table.Ordered)
        {
            json.WriteStartArray();
            json.WriteStringValue(cell.Key.Venue);
            json.WriteNumberValue((int)cell.Key.Liquidity!.Value);
            json.WriteNumberValue((int)cell.Key.Side!.Value);
            json.WriteNumberValue(cell.Key.Hour!.Value);
            json.WriteNumberValue(cell.Key.Size!.Value);
            foreach (var sum in cell.Times)
            {
                sum.Write(json);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    internal static MarkoutTable ReadCells(JsonElement json, MarkoutTable table)
    {
        foreach (var row in json.EnumerateArray())
        {
            var cell = table.CellOf(new(
                row[0].GetString(), (LiquiditySide)row[1].GetInt32(), (Side)row[2].GetInt32(), row[3].GetInt32(), row[4].GetInt32()));
            for (var time = 0; time < cell.Times.Length; time++)
            {
                cell.Times[time] = MarkoutSum.Read(row[5 + time]);
            }
        }

        return table;
    }

    private static void WriteFill(Utf8JsonWriter json, TrackedFill tracked, int horizons)
    {
        var fill = tracked.Fill;
        json.WriteStartArray();
        json.WriteNumberValue(fill.VenueTime.Micros);
        json.WriteNumberValue(fill.Number);
        if (!tracked.IsVoid)
        {
            json.WriteStringValue(fill.Portfolio);
            json.WriteStringValue(fill.Account);
            json.WriteNumberValue((int)fill.Side);
            json.WriteNumberValue((int)fill.Liquidity);
            json.WriteNumberValue(fill.Price / Unscale);
            json.WriteNumberValue(fill.Quantity / Unscale);
            json.WriteNumberValue((int)fill.Contract.Kind);
            json.WriteNumberValue(fill.Contract.Multiplier / Unscale);
            for (var time = 0; time <= horizons; time++)
            {
                WriteMid(json, tracked.MidAt(time));
            }
        }

        json.WriteEndArray();
    }

    private static void WriteMid(Utf8JsonWriter json, FinalMid? mid)
    {
        if (mid is not { } final)
        {
            json.WriteBooleanValue(false);
        }
        else if (final is { Mid: { } thinned, IsThinned: true })
        {
            json.WriteStartArray();
            json.WriteNumberValue(thinned / Unscale);
            json.WriteEndArray();
        }
        else if (final.Mid is { } price)
        {
            json.WriteNumberValue(price / Unscale);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
