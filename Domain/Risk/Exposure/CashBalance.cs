namespace Ballast.Domain.Risk.Exposure;

/// <summary>An account's cash in one asset.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Amount">Signed amount, in units of the asset; <see langword="null"/> when a fee or funding is unknown.</param>
[GenerateSerializer, Immutable, Alias("ballast.cash-balance")]
public readonly record struct CashBalance([property: Id(0)] string Asset, [property: Id(1)] decimal? Amount);
