using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>One observed rate: an amount of <see cref="Quote"/> for one <see cref="Base"/>.</summary>
/// <param name="Base">Asset bought.</param>
/// <param name="Quote">Asset paid.</param>
/// <param name="Mid">Positive; anything else is no rate.</param>
/// <param name="AsOf">Venue time at which it was last confirmed.</param>
/// <param name="Source">Spot instrument it was observed on; <see langword="null"/> for a rate from elsewhere.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-quote")]
public readonly record struct FxQuote(
    [property: Id(0)] string Base,
    [property: Id(1)] string Quote,
    [property: Id(2)] decimal Mid,
    [property: Id(3)] Instant AsOf,
    [property: Id(4)] InstrumentId? Source = null);

/// <summary>A conversion found in a table.</summary>
/// <param name="Rate">Amount of the target for one unit of the source.</param>
/// <param name="Path">Assets passed through, source first, target last.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-conversion")]
public sealed record FxConversion([property: Id(0)] decimal Rate, [property: Id(1)] IReadOnlyList<string> Path);

/// <summary>Immutable set of rates that one roll-up uses throughout and names by its version.</summary>
/// <remarks>
/// A direct quote beats the inverse of the opposite one; then fewest hops; then the lexicographically smallest path. A rate
/// older than the age limit, or not positive, is no rate. USDT is not USD unless a quote says so.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.fx-table")]
public sealed record FxTable
{
    /// <summary>A table without rates.</summary>
    public static FxTable Empty { get; } = new() { Version = 0, Now = default, MaxAge = TimeSpan.MaxValue, Quotes = [] };

    /// <summary>Rises with every change.</summary>
    [Id(0)] public required long Version { get; init; }

    /// <summary>Time ages are measured from.</summary>
    [Id(1)] public required Instant Now { get; init; }

    /// <summary>Age past which a rate is none.</summary>
    [Id(2)] public required TimeSpan MaxAge { get; init; }

    /// <summary>Observed rates, at most one per ordered pair of assets.</summary>
    [Id(3)] public required FxQuote[] Quotes { get; init; }

    /// <summary>Whether a quote counts: positive and within the age limit.</summary>
    public bool IsFresh(FxQuote quote) => quote.Mid > 0 && Now - quote.AsOf <= MaxAge;

    /// <summary>Rate from one asset to another; 1 for the same asset; <see langword="null"/> when there is no fresh path.</summary>
    public FxConversion? Convert(string from, string to) => FxPath.Find(this, from, to);
}
