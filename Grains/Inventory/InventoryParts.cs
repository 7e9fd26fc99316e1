using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.FundingTimes;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Ballast.Grains.OrderBooks.Mids;

namespace Ballast.Grains.Inventory;

/// <summary>Creates the parts of one inventory and connects them. None of them knows the grain.</summary>
internal sealed class InventoryParts : IDisposable
{
    private readonly InventorySettings _settings;
    private readonly MarketClock _clock;
    private readonly ILogger _logger;
    private readonly InventoryViews _views;
    private readonly CancellationTokenSource _stopping = new();
    private readonly MidInboxes _mids;
    private (GrainId Self, MidInbox Inbox)? _open;

    internal InventoryParts(
        InstrumentId instrument, InventoryServices services, InventorySettings settings, IPersistentState<InventorySnapshot> snapshot, ILogger logger)
    {
        var (clock, grains, options) = (services.Clock, settings.Grains, settings.Options);
        _mids = services.Mids;
        (Instrument, _settings, _clock, _logger) = (instrument, settings, clock, logger);
        Journal = new(services.Journals, instrument, settings.Journaling, () => clock.Now, services.Time, logger);
        Past = new(Journal);
        Membership = new(instrument, grains, logger);
        Writer = new(instrument, Journal, Membership, clock, settings.Journaling, logger);
        Market = new(options.Marks.PolicyOf(instrument), options.MarkMaxAge, clock.FollowsRecording, options.Funding.PlanOf(instrument));
        Subscription = new(instrument, grains, services.Time);
        var valuation = new PositionValuation(clock, Market, services.Meter);
        Closing = new(Market, valuation, clock);
        var prices = new PastPrices(instrument, Market, services.Samples, new(options.Risk.Grid));
        Resumption = new(instrument, grains, Market, prices, services.Time, logger);
        Observation = new(
            Market,
            Subscription.Book,
            services.Rates,
            clock,
            new(options.Risk.Grid),
            (asset, settle, table) => options.Fees.FallbackOf(asset, settle, options.ReportCurrency, table));
        Funding = new(options.Funding.Source, () => Market.FundingUnknownAt);
        var retain = settings.Journaling.Retain + RetentionTurns.Later(instrument);
        Stopping = _stopping.Token;
        Retention = new(instrument, new(instrument, services.Journals, retain), Journal, services.Journals.Turns, logger, _stopping.Token);
        Saving = new(instrument, snapshot, Journal, settings.Journaling.SnapshotEntries, logger);
        Posting = new(Journal, valuation, Closing, services.Outbox, _stopping.Token) { Instrument = instrument };
        _views = new(instrument, Journal, Past, valuation, prices, Writer.Tally);
    }

    internal InstrumentId Instrument { get; }

    internal LedgerJournal Journal { get; }

    internal LedgerPast Past { get; }

    internal PortfolioMembership Membership { get; }

    internal InventoryWriter Writer { get; }

    internal InstrumentMarket Market { get; }

    internal MarketSubscription Subscription { get; }

    internal ValueClosing Closing { get; }

    internal ClosingResumption Resumption { get; }

    internal FillObservation Observation { get; }

    internal FundingEvents Funding { get; }

    internal RetentionSchedule Retention { get; }

    internal SnapshotSaving Saving { get; }

    internal PositionPosting Posting { get; }

    /// <summary>What readers may see.</summary>
    /// <exception cref="TimeoutException">Lost events are being stored again; the next activation answers.</exception>
    internal InventoryViews Views => Readable(_views);

    /// <summary>Second up to which values may close now; it waits for the instrument's own feed.</summary>
    internal Instant SecondsDue => _clock.SecondsDue(Subscription.Feed);

    /// <summary>Cancelled when the inventory stops.</summary>
    internal CancellationToken Stopping { get; }

    /// <summary>Loads snapshot and journal, opens the journal and restores every part. Returns whether there is a journal.</summary>
    internal async Task<bool> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        if (!await Journal.Load(snapshot, cancellationToken))
        {
            return false;
        }

        await Journal.Open(cancellationToken);
        Writer.Resume();
        Saving.SaveIfDue();
        Market.Restore(Journal.FundingDue, null);
        Funding.Resume(Journal.Ledgers);
        Membership.Resume(Journal.Ledgers.All.Select(ledger => ledger.Portfolio));
        return true;
    }

    /// <summary>From now on a book in this silo hands mids over on the inventory's turns.</summary>
    /// <returns>Whether it did not before.</returns>
    internal bool StartMids(GrainId self)
    {
        if (_open is not null)
        {
            return false;
        }

        var inbox = new MidInbox(Apply, _logger);
        _open = (self, inbox);
        _mids.Open(self, inbox);
        return true;
    }

    /// <summary>Ends that, because the inventory ends.</summary>
    internal void StopMids()
    {
        if (_open is { Inbox.IsClosed: false } open)
        {
            _mids.Close(open.Self, open.Inbox);
        }
    }

    /// <summary>Takes over new mids, and posts what follows from them.</summary>
    internal void Apply(MidUpdate update)
    {
        Market.Apply(update);
        Posting.PostFollowed();
    }

    /// <summary>Takes over what the book has answered to a registration. Returns whether its feed is another one than before.</summary>
    internal bool Apply(BookRegistration registration)
    {
        if (registration.Current is { } current)
        {
            Market.ApplyRegistered(current);
        }

        var hadFeed = Subscription.Feed is not null;
        if (!Subscription.SetFeed(registration.Feed))
        {
            Market.Tickers.Follow(registration.FeedEpoch);
            return false;
        }

        if (hadFeed)
        {
            Market.Tickers.Forget();
        }

        return true;
    }

    /// <summary>Closes the seconds up to a time.</summary>
    internal void Close(InstrumentLedgers ledgers, Instant upTo)
    {
        if (Journal.IsRestoring)
        {
            return;
        }

        Closing.Close(ledgers, upTo);
        Past.KeepDayEnds(upTo);
    }

    /// <summary>Position of a portfolio; <see langword="null"/> when it has no ledger here.</summary>
    /// <inheritdoc cref="Views" path="/exception" />
    internal PositionPush? Position(PortfolioId portfolio) => Readable(Posting).Of(portfolio.Name);

    /// <summary>As <see cref="Position"/>, with the values at the seconds closed after a time that were sent before.</summary>
    /// <inheritdoc cref="Views" path="/exception" />
    internal PositionPush? ClosedAfter(PortfolioId portfolio, Instant after) =>
        Position(portfolio) is { } push ? push with { Closed = Closing.Again(Journal.Ledgers, portfolio.Name, after) } : null;

    /// <summary>Goes on closing where the last activation has stopped; from <paramref name="now"/> on when there was none.</summary>
    internal async Task ResumeClosing(Instant now)
    {
        try
        {
            var first = await Resumption.FirstSecond(Journal.Ledgers.State.Accounts.Keys, now);
            var ledgers = await Past.LedgersBackTo(first, Stopping);
            Closing.Start(first);

            // Up to the activation only: ledgers that were folded meanwhile lack what was booked since.
            Close(ledgers, Instant.Min(now - SamplingGrid.ClosingDelay, SecondsDue));
        }
        catch (Exception e)
        {
            // Any failure of book or journal costs only the seconds before now.
            InventoryLog.NotResumed(_logger, e, Instrument);
            Closing.Start(now);
        }
    }

    /// <summary>Whether contract terms are known. Creates empty ledgers when terms are found for the first time.</summary>
    internal async Task<bool> HasTerms()
    {
        if (Journal.IsLoaded)
        {
            return true;
        }

        var terms = await _settings.Grains.Instrument(Instrument).GetTerms();
        if (terms is not null && !Journal.IsLoaded)
        {
            Journal.Start(terms, LedgerPolicy.Of(_settings.Options.Markouts));
        }

        return terms is not null;
    }

    /// <summary>Acts on a step of the writer: records late events, adds missed funding, posts positions and saves a snapshot.</summary>
    /// <returns>Completes when the next step may be made.</returns>
    internal Task Apply(WriteOutcome outcome)
    {
        switch (outcome.Step)
        {
            case WriteStep.DropPrepared:
                return Saving.SaveNow();
            case WriteStep.Booked or WriteStep.Annotated or WriteStep.Refolded:
                ApplyChanges(outcome);
                break;
        }

        return Task.CompletedTask;
    }

    private void ApplyChanges(WriteOutcome outcome)
    {
        Closing.AddLateEvents(outcome.Booked, Journal.Ledgers);
        Closing.AddLateAnnotations(outcome.Annotations, Journal.Ledgers);
        if (Funding.Missed(outcome.Booked, Journal.Ledgers) is { Count: > 0 } missed)
        {
            // Not awaited: the loop that calls this writes them next.
            Writer.Pending.Add(missed, Origin.Own).Ignore();
        }

        PostChanges(outcome);
        if (outcome.Step == WriteStep.Refolded)
        {
            // The entries after the last snapshot include one that an activation could not add to it.
            Saving.SaveSoon();
        }

        Saving.SaveIfDue();
    }

    private void PostChanges(WriteOutcome outcome)
    {
        if (outcome.Step == WriteStep.Annotated)
        {
            // The next push of each portfolio, within a second, has what became known.
            Posting.PostFollowed();
        }
        else
        {
            Posting.Post(outcome.Booked);
        }
    }

    private T Readable<T>(T part) => Journal.IsRestoring ? throw new TimeoutException($"{Instrument}: the journal is being read again; ask again.") : part;

    /// <summary>Cancels everything that the parts wait for.</summary>
    internal Task Stop() => _stopping.CancelAsync();

    /// <inheritdoc />
    public void Dispose()
    {
        StopMids();
        _stopping.Dispose();
        Journal.Dispose();
    }
}

/// <summary>What one inventory needs besides <see cref="InventoryServices"/>.</summary>
/// <param name="Grains">Gives references to other grains.</param>
/// <param name="Options">Marks, markouts, funding and grid.</param>
/// <param name="Journaling">Segmentation and retention of its journal.</param>
internal sealed record InventorySettings(IGrainFactory Grains, BallastOptions Options, JournalOptions Journaling);
