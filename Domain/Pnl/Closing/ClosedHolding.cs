using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Closing;

/// <summary>Position of one instrument of a portfolio at a closed second, over all accounts.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Settle">Asset in which its profit is paid.</param>
/// <param name="Quantity">Signed, in the venue's unit of amount; <see langword="null"/> when the inventory did not report it.</param>
/// <param name="Contract">Its value function at that time; <see langword="null"/> when the inventory did not report it.</param>
/// <param name="Mark">Price at which it was valued, in quote; <see langword="null"/> without a mark.</param>
public sealed record ClosedHolding(InstrumentId Instrument, string Settle, decimal? Quantity, ContractValue? Contract, decimal? Mark);
