namespace Ballast.Domain.Risk.Stress;

/// <summary>Move of an asset or an instrument in a scenario.</summary>
/// <param name="Target">
/// An asset, e.g. <c>BTC</c>; an instrument, e.g. <c>binance/BTCUSDT</c>; or <c>*</c> for every other base asset except money
/// (<see cref="StressTerms.Money"/>).
/// </param>
/// <param name="Move">Relative move, above −1, e.g. −0.3 for a fall of 30 %.</param>
[GenerateSerializer, Immutable, Alias("ballast.stress-shock")]
public sealed record StressShock([property: Id(0)] string Target, [property: Id(1)] double Move);
