namespace Ballast.Benchmarks.Growth;

/// <summary>What <c>growth</c> is asked for.</summary>
internal sealed record GrowthSettings
{
    public required IReadOnlyList<string> Parts { get; init; }

    /// <summary>Messages a second, over all instruments.</summary>
    public required double Rate { get; init; }

    public required double Seconds { get; init; }

    public required double WarmSeconds { get; init; }

    public required int Instruments { get; init; }

    public required int Portfolios { get; init; }

    public required int Silos { get; init; }

    public required bool IsPinned { get; init; }

    /// <summary>Limit of the 99th percentile for which the highest rate of silos is searched; <see langword="null"/> for one rate.</summary>
    public required double? Find { get; init; }

    /// <summary>Levels a side of quiet books.</summary>
    public required int Levels { get; init; }

    /// <summary>Fills in the journals of a start.</summary>
    public required int Fills { get; init; }
}
