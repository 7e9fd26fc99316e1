using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Silo.Paper;

/// <summary>A simulated market maker. It quotes around its inventory and is filled only by real trades that went through its quotes.</summary>
/// <remarks>
/// It uses the cluster only through <see cref="IBallastClient"/>, as any user would. It depends only on the times given to
/// <see cref="Step"/> and on what the client returns. One caller at a time.
/// </remarks>
public sealed partial class PaperMarketMaker
{
    private const int BookDepth = 5;
    private const int TradesPerPage = 1_000;

    private readonly IBallastClient _client;
    private readonly PaperMakerOptions _options;
    private readonly ILogger<PaperMarketMaker> _logger;
    private readonly SortedDictionary<InstrumentId, PaperBook> _books = [];
    private readonly Queue<PaperFill> _fills = new();
    private long _fillCount;
    private long _orderCount;

    /// <summary>Creates a maker without quotes.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="instruments">Terms of the instruments to quote; <see cref="PaperMakerOptions.Instruments"/> is not used here.</param>
    /// <param name="options">How it quotes; <see cref="PaperMakerOptions.Run"/> must be set.</param>
    /// <param name="logger">Receives fills that were refused.</param>
    /// <exception cref="ArgumentException">An instrument cannot be quoted, or <see cref="PaperMakerOptions.Run"/> is empty.</exception>
    public PaperMarketMaker(
        IBallastClient client, IEnumerable<Instrument> instruments, PaperMakerOptions options, ILogger<PaperMarketMaker> logger)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Run, nameof(options));
        (_client, _options, _logger) = (client, options, logger);

        foreach (var terms in instruments)
        {
            Add(terms);
        }
    }

    /// <summary>Booked fills, oldest first; at most <see cref="PaperMakerOptions.KeptFills"/>.</summary>
    public IReadOnlyList<PaperFill> Fills => [.. _fills];

    /// <summary>Number of fills booked in this run, kept or not.</summary>
    public long FillsBooked { get; private set; }

    /// <summary>Adds an instrument to quote from the next step on; does nothing when it is quoted already.</summary>
    /// <exception cref="ArgumentException">The terms lack something that quoting needs.</exception>
    public void Add(Instrument terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (QuoteEngine.Fault(terms) is { } fault)
        {
            throw new ArgumentException(fault, nameof(terms));
        }

        _books.TryAdd(terms.Id, new(terms, _options));
    }

    /// <summary>Makes fills from the trades that arrived since the last step, books them and shows new quotes.</summary>
    /// <param name="now">Time of the step on the arrival clock; must not be earlier than that of the last step.</param>
    /// <param name="cancellationToken">Ends the step between calls.</param>
    /// <exception cref="BallastUnavailableException">
    /// The step failed for an instrument and was made for the others. The next step first books fills that are not acknowledged yet.
    /// </exception>
    public async Task Step(Instant now, CancellationToken cancellationToken)
    {
        BallastUnavailableException? unavailable = null;
        foreach (var book in _books.Values) // in a fixed order: fills are numbered across instruments
        {
            try
            {
                await StepOne(book, now, cancellationToken);
            }
            catch (BallastUnavailableException exception)
            {
                // An instrument that cannot be reached must not leave stale quotes in the others.
                unavailable ??= exception;
            }
        }

        if (unavailable is not null)
        {
            throw new BallastUnavailableException(unavailable.Message, unavailable);
        }
    }

    private async Task StepOne(PaperBook book, Instant now, CancellationToken cancellationToken)
    {
        book.Inventory ??= await LoadInventory(book.Terms.Id, cancellationToken);
        await ReadTrades(book, cancellationToken);
        await Record(book, cancellationToken);
        var view = await _client.GetBook(book.Terms.Id, BookDepth, cancellationToken);
        book.Show(QuoteEngine.Quote(view, book.Inventory.Value, book.Terms, _options), view, now, ref _orderCount);
    }

    private async Task<decimal> LoadInventory(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var position = await _client.GetInventory(_options.Portfolio, instrument, cancellationToken);
        return position?.Positions.Where(p => p.Account == _options.Account).Sum(p => p.Quantity) ?? 0m;
    }

    private async Task ReadTrades(PaperBook book, CancellationToken cancellationToken)
    {
        TradePage page;
        do
        {
            page = await _client.ReadTrades(book.Terms.Id, book.Cursor, TradesPerPage, cancellationToken);
            book.Cursor = page.Next;
            if (page.Gap)
            {
                // A missed trade might have filled the quotes, so they must not be filled by a later one.
                book.Cancel();
            }

            foreach (var trade in page.Trades)
            {
                book.Match(trade, _options.Run, ref _fillCount);
            }
        }
        while (page.Trades.Length > 0);
    }

    private async Task Record(PaperBook book, CancellationToken cancellationToken)
    {
        if (book.Unbooked.Count == 0)
        {
            return;
        }

        var receipts = await _client.RecordFills([.. book.Unbooked.Select(f => f.Fill)], cancellationToken);
        for (var i = 0; i < receipts.Count; i++)
        {
            var (fill, receipt) = (book.Unbooked[i], receipts[i]);
            if (receipt.Outcome is not (FillOutcome.Recorded or FillOutcome.Duplicate))
            {
                LogNotBooked(book.Terms.Id, receipt.TradeId, receipt.Outcome, receipt.Reason);
                continue;
            }

            book.Inventory += (int)fill.Fill.Side * fill.Fill.Quantity;
            FillsBooked++;
            _fills.Enqueue(fill);
            if (_fills.Count > _options.KeptFills)
            {
                _fills.Dequeue();
            }
        }

        book.Unbooked.Clear();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Instrument}: paper fill {TradeId} was not booked ({Outcome}): {Reason}")]
    private partial void LogNotBooked(InstrumentId instrument, string tradeId, FillOutcome outcome, string? reason);
}
