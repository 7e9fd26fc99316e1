using Ballast.Domain.Risk.Forecasts;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>Stores forecasts of portfolios and their outcomes, in chunks that are appended to.</summary>
public interface IForecastStore
{
    /// <summary>Chunks, in order; one may be empty.</summary>
    Task<IReadOnlyList<long>> List(string portfolio, CancellationToken cancellationToken);

    /// <summary>Entries of a chunk, in order; none when there is no such chunk.</summary>
    Task<IReadOnlyList<ForecastWrite>> Read(string portfolio, long chunk, CancellationToken cancellationToken);

    /// <summary>Adds a chunk to the list of chunks, before anything is appended to it; does nothing when it is there.</summary>
    Task Begin(string portfolio, long chunk, CancellationToken cancellationToken);

    /// <summary>Appends to a chunk in one write. Appending the same again does no harm: of two forecasts or outcomes for the same time the first counts.</summary>
    Task Append(string portfolio, long chunk, ForecastWrite write, CancellationToken cancellationToken);

    /// <summary>Removes a chunk; does nothing when there is none.</summary>
    Task Drop(string portfolio, long chunk, CancellationToken cancellationToken);
}

/// <summary>One entry of a chunk.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-write")]
public sealed record ForecastWrite
{
    /// <summary>Conventions of the forecasts of this entry and of later ones in the chunk; <see langword="null"/> when they are those of the entry before.</summary>
    [Id(0)] public ForecastConventions? Conventions { get; init; }

    /// <summary>Forecasts, oldest first.</summary>
    [Id(1)] public required IReadOnlyList<Forecast> Forecasts { get; init; }

    /// <summary>Outcomes of these or earlier forecasts, also of those in other chunks.</summary>
    [Id(2)] public required IReadOnlyList<ForecastOutcome> Outcomes { get; init; }

    /// <summary>What a recording that goes on after the end of this one needs; <see langword="null"/> except at the end of a recording.</summary>
    [Id(3)] public UnfinishedForecasts? Unfinished { get; init; }
}
