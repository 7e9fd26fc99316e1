using Ballast.Grains.Instruments;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Ballast.Grains.Portfolios;

/// <inheritdoc cref="ICatalogGrain" />
/// <remarks>Reads stores and the grain directory only, and begins no grain of the name asked for.</remarks>
[StatelessWorker(1)]
public sealed class CatalogGrain(
    IPortfolioCatalog portfolios, ITermsSource terms, [FromKeyedServices(StreamNames.Storage)] IGrainStorage storage, IGrainFactory grains)
    : Grain, ICatalogGrain
{
    /// <inheritdoc />
    public Task<bool> HasPortfolio(PortfolioId portfolio) => portfolios.Contains(portfolio.Name, CancellationToken.None);

    /// <inheritdoc />
    public async Task<bool> HasInstrument(InstrumentId instrument) =>
        terms.Find(instrument) is not null || await IsFed(instrument) || await HasStoredTerms(instrument);

    private async Task<bool> IsFed(InstrumentId instrument) =>
        await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.Book(instrument)) is not null;

    private async Task<bool> HasStoredTerms(InstrumentId instrument)
    {
        var stored = new GrainState<InstrumentGrainState>(new());
        await storage.ReadStateAsync("terms", grains.Instrument(instrument).GetGrainId(), stored);
        return stored.State?.Terms is not null;
    }
}
