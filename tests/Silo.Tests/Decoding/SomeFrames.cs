using System.Text;
using Ballast.Silo.Feeds;
using Ballast.Testing.Recorded;

namespace Ballast.Silo.Tests.Decoding;

/// <summary>Messages to decode: recorded, made up and damaged ones.</summary>
internal static class SomeFrames
{
    private static readonly string[] Inserts =
        ["\"", "{", "}", "[", "]", ",", ":", "\\", "-", ".", "0", "9", "e5", "E-3", "null", "true", "{}", "\\u0041", "\\ud800", "\u00e9", "1e400", "-0", "00", " ", "\t",
        "\"type\":\"quote\",", "\"price\":1,", "\"bids\":[],", "\"timestamp\":null,", "\"grouping\":10,", "12345678901234567890", "0.1234567890123456789"];

    /// <summary>Every line of every recording in JSON.</summary>
    public static IEnumerable<byte[]> Recorded()
    {
        var files = new[] { "normalized", "synthetic" }.SelectMany(folder => Directory.EnumerateFiles(Recordings.Get(folder)).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            using var lines = LineReader.Open(file);
            while (lines.Next() == LineStep.Line)
            {
                yield return lines.Current.ToArray();
            }
        }

        foreach (var file in Directory.EnumerateFiles(Recordings.Get("json-examples")).Order(StringComparer.Ordinal))
        {
            yield return File.ReadAllBytes(file);
        }
    }

    /// <summary>Some recorded ones of every kind, none long: these are damaged over and over.</summary>
    public static byte[][] ToDamage() =>
    [
        .. Recorded().Where(frame => frame.Length < 1_200).GroupBy(KindOf).SelectMany(kind => kind.Take(60)),
        .. new[]
        {
            "{\"responseText\":\"no\",\"message\":\"broken\",\"url\":\"u\"}",
            "{\"type\":\"error\",\"exchange\":\"x\",\"localTimestamp\":\"2024-01-01T00:00:00.001Z\",\"details\":\"d\",\"subSequentErrorsCount\":3}",
            "{\"type\":\"disconnect\",\"exchange\":\"x\",\"symbols\":[\"A\",\"B\"],\"localTimestamp\":\"2024-01-01T00:00:00.001Z\"}",
            "{\"type\":\"trade\",\"symbol\":\"A\",\"exchange\":\"x\",\"price\":1.5e-7,\"amount\":12.750000000000014,\"side\":\"unknown\",\"timestamp\":\"2024-01-01T00:00:00Z\",\"localTimestamp\":\"2024-01-01T02:00:00.123456+02:00\"}",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>A frame with one to three things done to its bytes.</summary>
    public static byte[] Damage(byte[] frame, byte[][] others, Random random)
    {
        var bytes = frame;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Length + 1);
            var length = random.Next(Math.Min(24, bytes.Length - at) + 1);
            switch (random.Next(7))
            {
                case 0 when at < bytes.Length:
                    bytes = [.. bytes];
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)];
                    break;
                case 2:
                    bytes = [.. bytes.AsSpan(0, at + length), .. bytes.AsSpan(at)];
                    break;
                case 3:
                    bytes = bytes[..at];
                    break;
                case 4:
                    var other = others[random.Next(others.Length)];
                    var from = random.Next(other.Length);
                    bytes = [.. bytes.AsSpan(0, at), .. other.AsSpan(from, random.Next(Math.Min(40, other.Length - from))), .. bytes.AsSpan(at + length)];
                    break;
                case 5:
                    var digit = bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
                    bytes = digit < 0 ? bytes : [.. bytes.AsSpan(0, at + digit), (byte)random.Next('+', ':'), .. bytes.AsSpan(at + digit + random.Next(2))];
                    break;
                default:
                    bytes = [.. bytes.AsSpan(0, at), .. Encoding.UTF8.GetBytes(Inserts[random.Next(Inserts.Length)]), .. bytes.AsSpan(at)];
                    break;
            }
        }

        return bytes;
    }

    /// <summary>A good message with members in the usual order or any, some absent, null or unknown, and numbers of many forms.</summary>
    public static byte[] MakeUp(Random random)
    {
        string Time(string name) => $"\"{name}\":\"2024-0{random.Next(1, 10)}-1{random.Next(10)}T0{random.Next(10)}:{random.Next(10, 60)}:{random.Next(10, 60)}.{(random.Next(2) == 0 ? $"{random.Next(1000):000}" : $"{random.Next(1_000_000):000000}")}Z\"";
        string Levels(string name) => $"\"{name}\":[{string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(9) == 0 ? "{}" : $"{{\"price\":{Number(random)},\"amount\":{(random.Next(4) == 0 ? "0" : Number(random))}}}"))}]";
        string[] kinds = ["book_change", "trade", "book_snapshot", "derivative_ticker", "liquidation"];
        var type = kinds[random.Next(kinds.Length)];
        List<string> members = [$"\"type\":\"{type}\"", $"\"symbol\":\"S{random.Next(50)}\"", $"\"exchange\":\"ex{random.Next(5)}\""];
        members.AddRange(type switch
        {
            "book_change" => [$"\"isSnapshot\":{(random.Next(2) == 0 ? "true" : "false")}", Levels("bids"), Levels("asks")],
            "book_snapshot" => ["\"name\":\"quote\"", $"\"depth\":{random.Next(1, 30)}", $"\"interval\":{random.Next(3) * 500}", Levels("bids"), Levels("asks")],
            "derivative_ticker" => new[] { "lastPrice", "openInterest", "fundingRate", "predictedFundingRate", "indexPrice", "markPrice" }
                .Where(_ => random.Next(3) > 0).Select(name => $"\"{name}\":{(random.Next(8) == 0 ? "null" : Number(random))}"),
            _ => [.. random.Next(4) == 0 ? Array.Empty<string>() : [$"\"id\":\"{random.NextInt64()}\""], $"\"price\":{Number(random)}", $"\"amount\":{Number(random)}", "\"side\":\"sell\""],
        });
        members.AddRange([Time("timestamp"), Time("localTimestamp")]);
        if (random.Next(4) == 0)
        {
            members.Insert(random.Next(members.Count + 1), "\"later\":{\"price\":[1,{\"a\":\"b\"}]}");
        }

        var order = members.ToArray();
        if (random.Next(3) == 0)
        {
            random.Shuffle(order);
        }

        return Encoding.UTF8.GetBytes($"{{{string.Join(random.Next(5) == 0 ? " , " : ",", order)}}}");
    }

    /// <summary>A positive number as JSON may spell it, of 1 to 21 digits.</summary>
    public static string Number(Random random)
    {
        var whole = $"{(random.Next(4) == 0 ? "0" : string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(i => (char)('0' + random.Next(i == 0 ? 1 : 0, 10)))))}";
        var fraction = random.Next(3) == 0 && whole != "0" ? "" : $".{string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => (char)('0' + random.Next(10))))}{random.Next(1, 10)}";
        return whole + fraction + (random.Next(12) == 0 ? $"{"eE"[random.Next(2)]}{random.Next(-12, 13)}" : "");
    }

    private static string KindOf(byte[] frame)
    {
        var text = Encoding.UTF8.GetString(frame, 0, Math.Min(frame.Length, 60));
        var end = text.IndexOf(',', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
