using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>Settings with which a portfolio's forecasts were computed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-conventions")]
public sealed record ForecastConventions
{
    /// <summary>Grid, confidence, horizon, window and parameters of the methods.</summary>
    [Id(0)] public required RiskSettings Settings { get; init; }

    /// <summary>Report currency of figures and outcomes.</summary>
    [Id(1)] public required string Currency { get; init; }

    /// <summary>Instruments that use another instrument's moves, by instrument.</summary>
    [Id(2)] public required IReadOnlyDictionary<InstrumentId, InstrumentId> Follows { get; init; }

    /// <summary>Number of grid steps for which simulated moves and GARCH weights are reused.</summary>
    [Id(3)] public required int RefitEvery { get; init; }

    /// <summary>Methods, in the order of <see cref="Forecast.Figures"/>.</summary>
    [Id(4)] public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Whether profit held in other assets than the report currency is at risk; <see langword="false"/> in forecasts of versions that left it out.</summary>
    [Id(5)] public bool IncludesBalances { get; init; }

    /// <summary>Whether forecasts with these and the other settings may be counted together.</summary>
    public bool Agrees(ForecastConventions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Settings == other.Settings && Currency == other.Currency && RefitEvery == other.RefitEvery && IncludesBalances == other.IncludesBalances
            && Methods.SequenceEqual(other.Methods) && Follows.Order(ByKey).SequenceEqual(other.Follows.Order(ByKey));
    }

    private static Comparer<KeyValuePair<InstrumentId, InstrumentId>> ByKey { get; } =
        Comparer<KeyValuePair<InstrumentId, InstrumentId>>.Create((left, right) => left.Key.CompareTo(right.Key));
}
