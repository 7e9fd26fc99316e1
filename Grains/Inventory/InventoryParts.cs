using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.FundingTimes;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory;

/// <summary>Creates the parts of one inventory and connects them. None of them knows the grain.</summary>
internal sealed class InventoryParts : IDisposable
{
    private readonly InventorySettings _settings;
    private readonly CancellationTokenSource _stopping = new();

    internal InventoryParts(
        InstrumentId instrument, InventoryServices services, InventorySettings settings, IPersistentState<InventorySnapshot> snapshot, ILogger logger)
    {
        var (clock, grains, options) = (services.Clock, settings.Grains, settings.Options);
        (Instrument, this._settings) = (instrument, settings);
        Journal = new(services.Journals, instrument, settings.Journaling, () => clock.Now, services.Time, logger);
        Membership = new(instrument, grains, logger);
        Writer = new(instrument, Journal, Membership, clock, settings.Journaling, logger);
        Market = new(options.Marks.PolicyOf(instrument), options.MarkMaxAge, clock.FollowsRecording);
        Subscription = new(instrument, grains, services.Time);
        var valuation = new PositionValuation(clock, Market, services.Meter);
        Closing = new(Market, valuation, clock);
        Observation = new(Market, Subscription.Book, services.Rates, clock, new(options.Risk.Grid));
        Funding = new(options.Funding.Source);
        var retain = settings.Journaling.Retain + RetentionTurns.Later(instrument);
        Retention = new(instrument, new(instrument, services.Journals, retain), Journal, services.Turns, logger, _stopping.Token);
        Saving = new(instrument, snapshot, Journal, settings.Journaling.SnapshotEntries, logger);
        Posting = new(instrument, Journal, valuation, Closing, services.Outbox);
        Views = new(instrument, Journal, valuation, Writer.Tally);
    }

    internal InstrumentId Instrument { get; }

    internal LedgerJournal Journal { get; }

    internal PortfolioMembership Membership { get; }

    internal InventoryWriter Writer { get; }

    internal InstrumentMarket Market { get; }

    internal MarketSubscription Subscription { get; }

    internal ValueClosing Closing { get; }

    internal FillObservation Observation { get; }

    internal FundingEvents Funding { get; }

    internal RetentionSchedule Retention { get; }

    internal SnapshotSaving Saving { get; }

    internal PositionPosting Posting { get; }

    internal InventoryViews Views { get; }

    /// <summary>Cancelled when the inventory stops.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Loads snapshot and journal, opens the journal and restores every part. Returns whether there is a journal.</summary>
    internal async Task<bool> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        if (!await Journal.Load(snapshot, cancellationToken))
        {
            return false;
        }

        await Journal.Open(cancellationToken);
        Market.Restore(Journal.FundingDue, null);
        Funding.Resume(Journal.Ledgers);
        Membership.Resume(Journal.Ledgers.All.Select(ledger => ledger.Portfolio));
        return true;
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
    internal void Apply(WriteOutcome outcome)
    {
        if (outcome.Step is not (WriteStep.Booked or WriteStep.Annotated))
        {
            return;
        }

        Closing.AddLateEvents(outcome.Booked, Journal.Ledgers);
        Closing.AddLateAnnotations(outcome.Annotations, Journal.Ledgers);
        if (Funding.Missed(outcome.Booked, Journal.Ledgers) is { Count: > 0 } missed)
        {
            // Not awaited: the loop that calls this writes them next.
            Writer.Pending.Add(missed, Origin.Own).Ignore();
        }

        Posting.Post();
        Saving.SaveIfDue();
    }

    /// <summary>Cancels everything that the parts wait for.</summary>
    internal Task Stop() => _stopping.CancelAsync();

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Dispose();
        Journal.Dispose();
    }
}

/// <summary>What one inventory needs besides <see cref="InventoryServices"/>.</summary>
/// <param name="Grains">Gives references to other grains.</param>
/// <param name="Options">Marks, markouts, funding and grid.</param>
/// <param name="Journaling">Segmentation and retention of its journal.</param>
internal sealed record InventorySettings(IGrainFactory Grains, BallastOptions Options, JournalOptions Journaling);
