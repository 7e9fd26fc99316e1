using System.Globalization;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Buckets of fill size: thresholds of notional in settle currency, ascending.</summary>
/// <remarks>
/// Bucket 0 is below the first threshold; bucket <c>i</c> starts at threshold <c>i − 1</c>, inclusive. Two instances are equal when their
/// texts are.
/// </remarks>
public sealed record MarkoutSizes
{
    /// <summary>Maximum number of thresholds.</summary>
    public const int MaxCount = 16;

    private const decimal Unscale = 1.0000000000000000000000000000m;

    private readonly string _text;
    private readonly decimal[] _thresholds;

    private MarkoutSizes(decimal[] thresholds)
    {
        _thresholds = thresholds;
        _text = string.Join(',', thresholds.Select(Text));
    }

    /// <summary><c>100,1000,10000,100000</c>.</summary>
    public static MarkoutSizes Default { get; } = Parse("100,1000,10000,100000");

    /// <summary>Index of the bucket of a notional in settle currency, from 0.</summary>
    public int BucketOf(decimal notional)
    {
        var bucket = 0;
        while (bucket < _thresholds.Length && notional >= _thresholds[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>Reads 1 to 16 positive numbers separated by commas.</summary>
    /// <param name="text">For example <c>100,1000</c>.</param>
    /// <param name="key">Configuration key of the text, for messages.</param>
    /// <exception cref="FormatException">A threshold cannot be parsed, is not positive or is out of order; the message names key and value.</exception>
    public static MarkoutSizes Parse(string text, string key = "Markouts:Sizes")
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > MaxCount)
        {
            throw new FormatException($"{key} '{text}': {parts.Length} thresholds are more than {MaxCount}");
        }

        var thresholds = new decimal[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!decimal.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out thresholds[i]) || thresholds[i] <= 0)
            {
                throw new FormatException($"{key} '{text}': '{parts[i]}' is not a positive number");
            }

            if (i > 0 && thresholds[i] <= thresholds[i - 1])
            {
                throw new FormatException($"{key} '{text}': {parts[i]} must be larger than {parts[i - 1]} before it");
            }
        }

        return new(thresholds);
    }

    /// <inheritdoc />
    public bool Equals(MarkoutSizes? other) => other is not null && _text == other._text;

    /// <inheritdoc />
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Canonical text of the thresholds, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => _text;

    private static string Text(decimal threshold) => (threshold / Unscale).ToString(CultureInfo.InvariantCulture);
}
