using System.Globalization;

namespace Ballast.Domain.Pnl;

/// <summary>Buckets of fill size: thresholds of notional in settle currency, ascending.</summary>
/// <remarks>Bucket 0 lies below the first threshold and bucket <c>i</c> from threshold <c>i − 1</c>, itself included, up to the next. Equal when their texts are.</remarks>
public sealed record MarkoutSizes
{
    /// <summary>Most thresholds there can be.</summary>
    public const int MaxCount = 16;

    private const decimal Unscale = 1.0000000000000000000000000000m;

    private readonly string text;
    private readonly decimal[] thresholds;

    private MarkoutSizes(decimal[] thresholds)
    {
        this.thresholds = thresholds;
        text = string.Join(',', thresholds.Select(Text));
    }

    /// <summary><c>100,1000,10000,100000</c>.</summary>
    public static MarkoutSizes Default { get; } = Parse("100,1000,10000,100000");

    /// <summary>Thresholds, in settle currency, ascending.</summary>
    public IReadOnlyList<decimal> Thresholds => thresholds;

    /// <summary>Number of buckets, one more than thresholds.</summary>
    public int Count => thresholds.Length + 1;

    /// <summary>Bucket of a notional, from 0.</summary>
    public int BucketOf(decimal notional)
    {
        var bucket = 0;
        while (bucket < thresholds.Length && notional >= thresholds[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>Name of a bucket: <c>&lt;100</c>, <c>&lt;1000</c>, …, <c>&gt;=100000</c>.</summary>
    public string NameOf(int bucket) =>
        bucket < thresholds.Length ? $"<{Text(thresholds[bucket])}" : $">={Text(thresholds[^1])}";

    /// <summary>Reads 1 to 16 positive numbers separated by commas.</summary>
    /// <param name="text">For example <c>100,1000</c>.</param>
    /// <param name="key">What the text is a setting of, for the message.</param>
    /// <exception cref="FormatException">A threshold cannot be read, is not positive or out of order; names key and value.</exception>
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
    public bool Equals(MarkoutSizes? other) => other is not null && text == other.text;

    /// <inheritdoc />
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The one text of these thresholds; <see cref="Parse"/> reads it.</summary>
    public override string ToString() => text;

    private static string Text(decimal threshold) => (threshold / Unscale).ToString(CultureInfo.InvariantCulture);
}

/// <summary>How markouts are taken and sorted; tables of different policies do not add up.</summary>
/// <param name="Horizons">Times after the fill.</param>
/// <param name="Sizes">Buckets of fill size.</param>
public sealed record MarkoutPolicy(MarkoutHorizons Horizons, MarkoutSizes Sizes)
{
    /// <summary>Seven horizons from 100 ms to 5 min, sizes by powers of ten from 100.</summary>
    public static MarkoutPolicy Default { get; } = new(MarkoutHorizons.Default, MarkoutSizes.Default);
}
