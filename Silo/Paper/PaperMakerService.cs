using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Paper;

/// <summary>Steps the paper market maker on the clock of the silo.</summary>
/// <remarks>The maker shows nothing in a book until that book is live, so it may start before any feed does.</remarks>
/// <param name="client">The cluster, through the same library that users call.</param>
/// <param name="catalog">Known terms; the instruments named in the options are quoted.</param>
/// <param name="options">How it quotes.</param>
/// <param name="timeProvider">The clock the feed stamps arrivals with.</param>
/// <param name="loggerFactory">For this service and the maker.</param>
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
        LogStarted(options.Value.Instruments.Count, options.Value.Portfolio, options.Value.Run);
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
                // Whatever it was, a maker on paper must not end the silo; the next step tries again.
                // Once per outage: a step is tried ten times a second.
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

    [LoggerMessage(1, LogLevel.Information, "Paper maker quotes {Count} instruments for portfolio {Portfolio}, run {Run}")]
    private partial void LogStarted(int count, string portfolio, string run);

    [LoggerMessage(2, LogLevel.Warning, "Paper maker could not step; it retries every step")]
    private partial void LogUnavailable(Exception exception);
}
