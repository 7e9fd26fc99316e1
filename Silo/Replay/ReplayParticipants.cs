using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Fills;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Paper;

namespace Ballast.Silo.Replay;

/// <summary>Acts while a recording is replayed: records fills from files, and runs the paper maker. Both use the client library.</summary>
/// <param name="client">The cluster.</param>
/// <param name="fills">Fills to record, by venue time.</param>
/// <param name="catalog">Terms of the instruments that the maker may quote.</param>
/// <param name="makerOptions">Settings of the maker; <see langword="null"/> for no maker.</param>
/// <param name="faults">Receives fills that were not booked.</param>
/// <param name="loggers">Loggers for the maker.</param>
public sealed class ReplayParticipants(
    IBallastClient client,
    IReadOnlyList<FileFill> fills,
    InstrumentCatalog catalog,
    PaperMakerOptions? makerOptions,
    InputFaults faults,
    ILoggerFactory loggers)
{
    private const int FillsPerCall = 500;

    private readonly SortedDictionary<FillOutcome, long> _outcomes = [];
    private PaperMarketMaker? _maker;
    private int _quoted;
    private int _next;

    /// <summary>Whether there is anything left to act, so that steps must be awaited.</summary>
    public bool IsActive => makerOptions is not null || _next < fills.Count;

    /// <summary>Number of recorded fills by outcome.</summary>
    public IReadOnlyDictionary<FillOutcome, long> Outcomes => _outcomes;

    /// <summary>Fills of the paper maker; <see langword="null"/> without one.</summary>
    public IReadOnlyList<PaperFill>? PaperFills => _maker?.Fills;

    /// <summary>Begins a replay. The epoch becomes part of trade ids: they are equal in every replay on a fresh store, and never repeat in one store.</summary>
    public void Begin(long epoch)
    {
        if (makerOptions is not null)
        {
            makerOptions.Run = $"replay{epoch}";
            makerOptions.KeptFills = null;
            _maker = new(client, [], makerOptions, loggers.CreateLogger<PaperMarketMaker>());
        }
    }

    /// <summary>Acts at the end of a step, after every book has applied it.</summary>
    /// <param name="now">End of the step, in recording time.</param>
    /// <param name="instruments">Every instrument published so far.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    public async Task Step(Instant now, IReadOnlyList<InstrumentId> instruments, CancellationToken cancellationToken)
    {
        await Record(now, cancellationToken);
        if (_maker is null)
        {
            return;
        }

        if (instruments.Count > _quoted)
        {
            _quoted = instruments.Count;
            foreach (var terms in instruments.Select(catalog.Find).OfType<Instrument>().Where(t => QuoteEngine.Fault(t) is null))
            {
                _maker.Add(terms);
            }
        }

        await _maker.Step(now, cancellationToken);
    }

    /// <summary>Records the fills after the end of the recording, so that none is dropped.</summary>
    public Task Finish(CancellationToken cancellationToken) => Record(new(long.MaxValue), cancellationToken);

    private async Task Record(Instant upTo, CancellationToken cancellationToken)
    {
        while (_next < fills.Count && fills[_next].Fill.VenueTime < upTo)
        {
            var due = fills.Skip(_next).Take(FillsPerCall).TakeWhile(recorded => recorded.Fill.VenueTime < upTo).ToArray();
            var receipts = await client.RecordFills([.. due.Select(recorded => recorded.Fill)], cancellationToken);
            _next += due.Length;
            foreach (var (recorded, receipt) in due.Zip(receipts))
            {
                _outcomes[receipt.Outcome] = _outcomes.GetValueOrDefault(receipt.Outcome) + 1;
                if (receipt.Outcome is not (FillOutcome.Recorded or FillOutcome.Duplicate))
                {
                    var named = $"fill {receipt.TradeId}: ";
                    var reason = receipt.Reason ?? "";
                    faults.Report(new(recorded.File, recorded.Line, reason.StartsWith(named, StringComparison.Ordinal) ? reason : named + reason));
                }
            }
        }
    }
}
