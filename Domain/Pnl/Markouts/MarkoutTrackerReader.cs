using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Reads what <see cref="MarkoutJson"/> has written of a tracker, one fill after the other: there may be a million of them.</summary>
internal static class MarkoutTrackerReader
{
    private const string Fills = "fills";

    internal static MarkoutTracker Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        Expect(ref reader, JsonTokenType.StartObject);
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (Name(ref reader) is { } name && name != Fills)
        {
            reader.Read();
            members[name] = JsonElement.ParseValue(ref reader);
        }

        // The fills are the last member.
        var tracker = Begin(members);
        Expect(ref reader, JsonTokenType.StartArray);
        var names = (new SharedNames(), new SharedNames());
        while (Next(ref reader) == JsonTokenType.StartArray)
        {
            tracker.Restore(ReadFill(ref reader, tracker.Policy.Horizons.Count, names));
        }

        Expect(ref reader, JsonTokenType.EndObject);
        return reader.Read() ? throw new JsonException("There is something after the tracker.") : tracker;
    }

    private static MarkoutTracker Begin(Dictionary<string, JsonElement> members)
    {
        var (settle, policy) = (members["settle"].GetString()!, MarkoutJson.ReadPolicy(members["horizons"], members["sizes"]));
        var tracker = new MarkoutTracker(InstrumentId.Parse(members["instrument"].GetString()!), settle, policy, members["recent"].GetInt32());
        foreach (var portfolio in members["portfolios"].EnumerateArray())
        {
            tracker.Restore(portfolio.GetProperty("id").GetString()!, MarkoutJson.ReadCells(portfolio.GetProperty("cells"), new(settle, policy)));
        }

        return tracker;
    }

    /// <summary>Reads a fill whose array has begun. A voided one has only time and number.</summary>
    private static TrackedFill ReadFill(ref Utf8JsonReader reader, int horizons, (SharedNames Portfolios, SharedNames Accounts) names)
    {
        var (time, number) = (Whole(ref reader), Whole(ref reader));
        if (Next(ref reader) == JsonTokenType.EndArray)
        {
            return new(Fill(time, number, ("", ""), (Side.Buy, LiquiditySide.Unknown), (1m, 1m), new(ContractKind.Spot, 1m)), horizons) { IsVoid = true };
        }

        var portfolio = names.Portfolios.Read(ref reader);
        reader.Read();
        var owner = (portfolio, names.Accounts.Read(ref reader));
        var sides = ((Side)Whole(ref reader), (LiquiditySide)Whole(ref reader));
        var traded = (Number(ref reader), Number(ref reader));
        var tracked = new TrackedFill(
            Fill(time, number, owner, sides, traded, new((ContractKind)Whole(ref reader), Number(ref reader))), horizons);
        for (var at = 0; at <= horizons; at++)
        {
            if (Next(ref reader) != JsonTokenType.False)
            {
                tracked.SetMid(at, Mid(ref reader));
            }
        }

        Expect(ref reader, JsonTokenType.EndArray);
        return tracked;
    }

    /// <summary>Reads a final mid whose first token has been read.</summary>
    private static FinalMid Mid(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return new(null);
            case JsonTokenType.StartArray:
                var thinned = Number(ref reader);
                Expect(ref reader, JsonTokenType.EndArray);
                return new(thinned, IsThinned: true);
            default:
                return new(reader.GetDecimal());
        }
    }

    private static MarkoutFill Fill(
        long time, long number, (string Portfolio, string Account) owner, (Side Side, LiquiditySide Liquidity) sides, (decimal Price, decimal Quantity) traded,
        ContractValue contract) => new()
        {
            VenueTime = new(time),
            Number = number,
            Portfolio = owner.Portfolio,
            Account = owner.Account,
            Side = sides.Side,
            Liquidity = sides.Liquidity,
            Price = traded.Price,
            Quantity = traded.Quantity,
            Contract = contract,
        };

    /// <summary>Name of the next member; <see langword="null"/> at the end of the object.</summary>
    private static string? Name(ref Utf8JsonReader reader) => Next(ref reader) == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException("It ends too early.");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (Next(ref reader) != expected)
        {
            throw new JsonException($"There is {reader.TokenType} instead of {expected}.");
        }
    }

    private static long Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }

    private static decimal Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetDecimal();
    }

    /// <summary>Names of which many fills have the same, each kept once.</summary>
    private sealed class SharedNames
    {
        private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
        private string _last = "";

        internal string Read(ref Utf8JsonReader reader)
        {
            if (!reader.ValueTextEquals(_last))
            {
                var text = reader.GetString() ?? throw new JsonException("A name is null.");
                _last = _known.TryAdd(text, text) ? text : _known[text];
            }

            return _last;
        }
    }
}
