using System.Globalization;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Times after a fill at which it is compared with the mid, shortest first.</summary>
/// <remarks>There are 1 to 16 horizons of 1 ms to 5 min, each in whole milliseconds. Two instances are equal when their texts are.</remarks>
public sealed record MarkoutHorizons
{
    /// <summary>Maximum number of horizons.</summary>
    public const int MaxCount = 16;

    /// <summary>Shortest horizon.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Longest horizon; exact mids are kept for longer than that.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly string _text;
    private readonly TimeSpan[] _spans;

    private MarkoutHorizons(TimeSpan[] spans)
    {
        _spans = spans;
        _text = string.Join(',', spans.Select(Text));
    }

    /// <summary><c>100ms,500ms,1s,5s,15s,1m,5m</c>.</summary>
    public static MarkoutHorizons Default { get; } = Parse("100ms,500ms,1s,5s,15s,1m,5m");

    /// <summary>Number of horizons.</summary>
    public int Count => _spans.Length;

    /// <summary>The horizons, ascending.</summary>
    public IReadOnlyList<TimeSpan> Spans => _spans;

    /// <summary>The horizon at <paramref name="index"/>, from 0.</summary>
    public TimeSpan this[int index] => _spans[index];

    /// <summary>Reads horizons separated by commas, each a whole number with <c>ms</c>, <c>s</c> or <c>m</c>.</summary>
    /// <param name="text">For example <c>100ms,1s,5m</c>.</param>
    /// <param name="key">Configuration key of the text, for messages.</param>
    /// <exception cref="FormatException">A horizon cannot be parsed, is out of range or out of order; the message names key and value.</exception>
    public static MarkoutHorizons Parse(string text, string key = "Markouts:Horizons")
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > MaxCount)
        {
            throw new FormatException($"{key} '{text}': {parts.Length} horizons are more than {MaxCount}");
        }

        var spans = new TimeSpan[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            spans[i] = Span(parts[i])
                ?? throw new FormatException($"{key} '{text}': '{parts[i]}' is not a whole number of ms, s or m, e.g. 500ms");
            if (spans[i] < Shortest || spans[i] > Longest)
            {
                throw new FormatException($"{key} '{text}': {parts[i]} is not from {Text(Shortest)} to {Text(Longest)}");
            }

            if (i > 0 && spans[i] <= spans[i - 1])
            {
                throw new FormatException($"{key} '{text}': {parts[i]} must be longer than {parts[i - 1]} before it");
            }
        }

        return new(spans);
    }

    /// <summary>Name of one horizon in the largest unit that divides it, e.g. <c>1m</c>.</summary>
    public static string Text(TimeSpan horizon)
    {
        var millis = horizon.Ticks / TimeSpan.TicksPerMillisecond;
        return (millis % 60_000, millis % 1_000) switch
        {
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{millis / 60_000}m"),
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{millis / 1_000}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{millis}ms"),
        };
    }

    /// <inheritdoc />
    public bool Equals(MarkoutHorizons? other) => other is not null && _text == other._text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Canonical text of the horizons, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => _text;

    private static TimeSpan? Span(string part)
    {
        var digits = part.AsSpan().TrimEnd("ms");
        var millis = part.AsSpan(digits.Length) switch { "ms" => 1, "s" => 1_000, "m" => 60_000, _ => 0 };
        return millis > 0 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromMilliseconds((long)number * millis)
            : null;
    }
}
