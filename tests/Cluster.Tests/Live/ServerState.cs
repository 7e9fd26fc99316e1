using System.Globalization;
using System.Text.Json.Nodes;

namespace Ballast.Cluster.Tests.Live;

/// <summary>What a server sends of a tape when it is asked to begin in the middle of it: it makes messages from state, which is empty then.</summary>
internal static class ServerState
{
    private static readonly string[] Sides = ["bids", "asks"];

    /// <summary>As for Binance: no book at all until a snapshot; everything else.</summary>
    public static IEnumerable<string> Binance(Tape tape, DateTimeOffset from)
    {
        var hasBook = false;
        foreach (var message in tape.From(from))
        {
            var parsed = JsonNode.Parse(message)!;
            hasBook |= IsSnapshot(parsed);
            if (hasBook || TypeOf(parsed) != "book_change")
            {
                yield return message;
            }
        }
    }

    /// <summary>
    /// As for BitMEX, whose levels have ids that only an insertion or a snapshot tells: changes of other levels are dropped, and so is
    /// every ticker before a snapshot.
    /// </summary>
    public static IEnumerable<string> Bitmex(Tape tape, DateTimeOffset from)
    {
        var (open, told, hasAll) = (new HashSet<string>(), new HashSet<string>(), false);
        foreach (var message in tape.Messages)
        {
            var parsed = JsonNode.Parse(message)!;
            var isTold = Tape.ArrivalOf(message) >= from;
            hasAll |= isTold && IsSnapshot(parsed);
            if (TypeOf(parsed) != "book_change")
            {
                if (isTold && (hasAll || TypeOf(parsed) != "derivative_ticker"))
                {
                    yield return message;
                }

                continue;
            }

            var left = 0;
            foreach (var side in Sides)
            {
                var levels = parsed[side]!.AsArray();
                foreach (var level in levels.ToArray())
                {
                    var id = side + level!["price"]!.GetValue<double>().ToString("R", CultureInfo.InvariantCulture);
                    var isNew = level["amount"]!.GetValue<double>() > 0 ? open.Add(id) : !open.Remove(id);
                    if (isTold && (hasAll || isNew || told.Contains(id)))
                    {
                        told.Add(id);
                        left++;
                    }
                    else
                    {
                        levels.Remove(level);
                    }
                }
            }

            if (isTold && (hasAll || left > 0))
            {
                yield return hasAll ? message : parsed.ToJsonString();
            }
        }
    }

    private static string TypeOf(JsonNode message) => message["type"]!.GetValue<string>();

    private static bool IsSnapshot(JsonNode message) => message["isSnapshot"]?.GetValue<bool>() == true;
}
