using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios;

/// <summary>Forecasts of portfolios and what then happened, in chunks that are appended to.</summary>
public interface IForecastStore
{
    /// <summary>Chunks, in order; one may be empty.</summary>
    Task<IReadOnlyList<long>> List(string portfolio, CancellationToken cancellationToken);

    /// <summary>What was appended to a chunk, in order; none when there is no such chunk.</summary>
    Task<IReadOnlyList<ForecastWrite>> Read(string portfolio, long chunk, CancellationToken cancellationToken);

    /// <summary>Makes a chunk known before anything is appended; does nothing when it is.</summary>
    Task Begin(string portfolio, long chunk, CancellationToken cancellationToken);

    /// <summary>Appends to a chunk, in one write. What is there already does no harm: of two for one time the first counts.</summary>
    Task Append(string portfolio, long chunk, ForecastWrite write, CancellationToken cancellationToken);

    /// <summary>Removes a chunk; does nothing when there is none.</summary>
    Task Drop(string portfolio, long chunk, CancellationToken cancellationToken);
}

/// <summary>One entry of a chunk.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-write")]
public sealed record ForecastWrite
{
    /// <summary>Conventions of the forecasts of this entry and of those after it in the chunk; <see langword="null"/> for the ones given before.</summary>
    [Id(0)] public ForecastConventions? Conventions { get; init; }

    /// <summary>Forecasts, oldest first.</summary>
    [Id(1)] public required IReadOnlyList<Forecast> Forecasts { get; init; }

    /// <summary>Outcomes of these or earlier ones; they may be of another chunk's.</summary>
    [Id(2)] public required IReadOnlyList<ForecastOutcome> Outcomes { get; init; }
}
