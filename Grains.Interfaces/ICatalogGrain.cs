using Ballast.Domain.Instruments;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Says which names stand for something, so that a read of another name begins no grain.</summary>
/// <remarks>Key: <c>catalog</c>. A name that is known stays known.</remarks>
[Alias("ballast.grain.catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Whether a portfolio has ever traded or has a place in the tree.</summary>
    [Alias("has-portfolio"), AlwaysInterleave]
    Task<bool> HasPortfolio(PortfolioId portfolio);

    /// <summary>Whether an instrument has terms, or a book that is fed.</summary>
    [Alias("has-instrument"), AlwaysInterleave]
    Task<bool> HasInstrument(InstrumentId instrument);
}
