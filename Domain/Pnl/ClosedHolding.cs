using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>What one member of a portfolio held at a closed second, over all its accounts.</summary>
/// <param name="Instrument">Which instrument.</param>
/// <param name="Settle">Asset its profit is paid in.</param>
/// <param name="Quantity">Signed, in the venue's unit of amount; <see langword="null"/> when the member did not say.</param>
/// <param name="Contract">Its value function then; <see langword="null"/> when the member did not say.</param>
/// <param name="Mark">Price it was valued at, in quote; <see langword="null"/> without a mark.</param>
public sealed record ClosedHolding(InstrumentId Instrument, string Settle, decimal? Quantity, ContractValue? Contract, decimal? Mark);
