using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Paper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Ballast.Silo.Tests.Paper;

public sealed class PaperMakerServiceTests
{
    private static readonly InstrumentCatalog Bundled = new();
    private static readonly Instrument Linear = Bundled.Find(InstrumentId.Parse("binance-futures/BTCUSDT"))!;

    private readonly FakeClient _client = new();

    [Fact]
    public async Task A_service_that_is_not_enabled_asks_nothing()
    {
        using var service = Service(new PaperMakerOptions());
        await service.StartAsync(CancellationToken.None);
        await service.ExecuteTask!;
        Assert.Empty(_client.DepthsAsked);
    }

    [Fact]
    public async Task An_instrument_without_terms_is_named()
    {
        var options = new PaperMakerOptions { Enabled = true, Instruments = { "v/UNKNOWN" } };
        using var service = Service(options);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await service.StartAsync(CancellationToken.None);
            await service.ExecuteTask!;
        });
        Assert.Contains("v/UNKNOWN", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_go_on_after_the_cluster_could_not_be_reached()
    {
        _client.Books[Linear.Id] = Some.Book(Linear, 50_000, 50_000.1, 50);
        _client.BooksUnavailable = 3;
        var options = new PaperMakerOptions
        {
            Enabled = true,
            Instruments = { Linear.Id.ToString() },
            StepEvery = TimeSpan.FromMilliseconds(1),
        };
        using var service = Service(options);
        await service.StartAsync(CancellationToken.None);
        await _client.BookGiven.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(0, _client.BooksUnavailable);
        Assert.StartsWith("p", options.Run, StringComparison.Ordinal);
    }

    private PaperMakerService Service(PaperMakerOptions options) =>
        new(_client, Bundled, Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance);
}
