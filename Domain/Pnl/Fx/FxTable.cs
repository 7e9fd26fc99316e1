using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Fx;

/// <summary>One observed rate: an amount of <see cref="Quote"/> for one <see cref="Base"/>.</summary>
/// <param name="Base">Base asset of the pair.</param>
/// <param name="Quote">Quote asset of the pair.</param>
/// <param name="Mid">Rate; one that is not positive is not used.</param>
/// <param name="AsOf">Venue time at which it was last confirmed.</param>
/// <param name="Source">Spot instrument on which it was observed; <see langword="null"/> for a rate from another source.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-quote")]
public readonly record struct FxQuote(
    [property: Id(0)] string Base,
    [property: Id(1)] string Quote,
    [property: Id(2)] decimal Mid,
    [property: Id(3)] Instant AsOf,
    [property: Id(4)] InstrumentId? Source = null);

/// <summary>A conversion found in a table.</summary>
/// <param name="Rate">Amount of the target asset for one unit of the source asset.</param>
/// <param name="Path">Assets on the path, from source to target.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-conversion")]
public sealed record FxConversion([property: Id(0)] decimal Rate, [property: Id(1)] IReadOnlyList<string> Path);

/// <summary>Immutable set of rates, identified by its version; a roll-up uses one table throughout.</summary>
/// <remarks>
/// A direct quote is preferred to the inverse of the opposite one, then the path with fewest hops, then the ordinally smallest path. Rates
/// older than the age limit or not positive are not used. USDT converts to USD only by a quote.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.fx-table")]
public sealed record FxTable
{
    /// <summary>A table without rates.</summary>
    public static FxTable Empty { get; } = new() { Version = 0, Now = default, MaxAge = TimeSpan.MaxValue, Quotes = [] };

    /// <summary>Rises with every change.</summary>
    [Id(0)] public required long Version { get; init; }

    /// <summary>Time at which ages are measured.</summary>
    [Id(1)] public required Instant Now { get; init; }

    /// <summary>Age beyond which a rate is not used.</summary>
    [Id(2)] public required TimeSpan MaxAge { get; init; }

    /// <summary>Observed rates, at most one per ordered pair of assets.</summary>
    [Id(3)] public required FxQuote[] Quotes { get; init; }

    /// <summary>Whether a quote is positive and within the age limit.</summary>
    public bool IsFresh(FxQuote quote) => quote.Mid > 0 && Now - quote.AsOf <= MaxAge;

    /// <summary>Finds the rate from one asset to another, which is 1 for the same asset; <see langword="null"/> when no path of fresh rates exists.</summary>
    public FxConversion? Convert(string from, string to) => FxPath.Find(this, from, to);
}
