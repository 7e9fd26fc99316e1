using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds.Instruments;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Paper;

/// <summary>Runs the steps of the paper market maker on the silo's clock.</summary>
/// <remarks>The maker quotes only in live books, so it may start before any feed.</remarks>
/// <param name="client">The cluster, through the client library that users call.</param>
/// <param name="catalog">Known contract terms.</param>
/// <param name="options">How it quotes.</param>
/// <param name="timeProvider">The clock that stamps arrivals.</param>
/// <param name="loggerFactory">Loggers of this service and of the maker.</param>
public sealed partial class PaperMakerService(
    IBallastClient client,
    InstrumentCatalog catalog,
    IOptions<PaperMakerOptions> options,
    TimeProvider timeProvider,
    ILoggerFactory loggerFactory) : BackgroundService
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<PaperMakerService>();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var maker = CreateMaker();
        LogStarted(options.Value.Instruments.Count, options.Value.Portfolio, options.Value.Run, options.Value.MakerFeeRate);
        using var timer = new PeriodicTimer(options.Value.StepEvery, timeProvider);
        var reachable = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await maker.Step(Instant.From(timeProvider.GetUtcNow()), stoppingToken);
                reachable = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Whatever failed, the paper maker must not end the silo; the next step tries again.
                // Logged once per outage, because there are ten steps a second.
                if (reachable)
                {
                    LogUnavailable(exception);
                }

                reachable = false;
            }
        }
    }

    private PaperMarketMaker CreateMaker()
    {
        var chosen = options.Value;
        if (chosen.Run.Length == 0)
        {
            chosen.Run = $"p{Instant.From(timeProvider.GetUtcNow()).Micros}";
        }

        return new(
            client,
            chosen.Instruments.Select(InstrumentId.Parse).Select(id => catalog.Find(id)
                ?? throw new InvalidOperationException($"{PaperMakerOptions.Section}:Instruments names {id}, whose terms are not known.")),
            chosen,
            loggerFactory.CreateLogger<PaperMarketMaker>());
    }

    [LoggerMessage(1, LogLevel.Information, "The paper maker quotes {Count} instruments for portfolio {Portfolio}, run {Run}, and pays {MakerFeeRate} of the notional of each fill")]
    private partial void LogStarted(int count, string portfolio, string run, decimal makerFeeRate);

    [LoggerMessage(2, LogLevel.Warning, "The paper maker could not make a step; every later step tries again")]
    private partial void LogUnavailable(Exception exception);
}
