using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.FundingTimes;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>Market data of an inventory's instrument: mids, marks and funding times.</summary>
/// <param name="policy">Preferred sources of the mark.</param>
/// <param name="maxAge">Age past which a mark is no longer used.</param>
/// <param name="isRecording">Whether a recording sets the time, which then passes faster than the timer looks at fills.</param>
/// <param name="plan">When funding is due if the venue does not announce it; <see langword="null"/> when only what it announces counts.</param>
internal sealed class InstrumentMarket(MarkPolicy policy, TimeSpan maxAge, bool isRecording = false, FundingPlan? plan = null)
{
    /// <summary>How long a venue may give a rate without a time before its funding counts as unknown for good; at a start the time may come later.</summary>
    private static readonly TimeSpan Unannounced = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan MidsOfRecording = TimeSpan.FromDays(36_500);

    private readonly ThinnedMids _thinned = new();
    private long _bookEpoch;
    private long? _nextChange;
    private Instant _tickerReceived;
    private Instant _tickerTime;

    internal LatestMarks Marks { get; } = new(policy, maxAge);

    internal MarkHistory Seconds { get; } = new(policy, maxAge);

    /// <summary>In a replay mids are kept whatever their age, up to the capacity, because a replay may pass 15 minutes at once.</summary>
    internal MidHistory Mids { get; } = isRecording ? new(MidsOfRecording, MidHistory.DefaultCapacity) : new();

    /// <summary>Which batches of tickers are newer.</summary>
    internal TickerSequence Tickers { get; } = new();

    /// <summary>Age past which a mark is no longer used.</summary>
    internal TimeSpan MaxAge => maxAge;

    /// <summary>Whether the last mid at or before a time may be missing, because the feed, the book or <see cref="Mids"/> left changes out.</summary>
    internal bool IsThinned(Instant at) => Mids.IsThinnedFrom(at) || _thinned.Contains(at);

    internal IFundingTimes Funding { get; private set; } = TimesOf(plan, null, null);

    /// <summary>Venue time of the newest ticker when the venue gives rates but has announced no funding time for long; <see langword="null"/> otherwise.</summary>
    internal Instant? FundingUnknownAt => _tickerTime - Funding.UnannouncedSince >= Unannounced ? _tickerTime : null;

    /// <summary>Rises with every update applied.</summary>
    internal long Revision { get; private set; }

    /// <summary>Mark and mid at a past whole second, by the policy. Before the first mark of the book the mid is that of the known mids.</summary>
    /// <param name="wholeSecond">Venue time, a whole second.</param>
    /// <param name="sample">Mid to use when neither marks nor mids have one; <see langword="null"/> when there is none.</param>
    internal MarkPoint At(Instant wholeSecond, MarkPrice? sample = null)
    {
        var mid = Mids.PreviousTick(wholeSecond) is { } known ? MarkPrice.From(known, Instant.Min(wholeSecond, Mids.ConfirmedTo)) : null;
        return Seconds.At(wholeSecond, mid?.Fresh(wholeSecond, maxAge) ?? sample);
    }

    /// <summary>Restores the funding time known before a restart.</summary>
    internal void Restore(Instant? due, Instant? reported) => Funding = TimesOf(plan, due, reported);

    /// <summary>Adds the mids that the book knew before this inventory subscribed.</summary>
    internal void Apply(MidWindow window)
    {
        Revision++;
        foreach (var change in window.Changes)
        {
            if (Mids.Count == 0 || change.VenueTime > Mids.ConfirmedTo)
            {
                Mids.Add(change.VenueTime, change.Mid);
            }
        }

        AddThinned(window.Thinned);
        (_bookEpoch, _nextChange) = (Math.Max(_bookEpoch, window.BookEpoch), null);
        Mids.Confirm(window.ConfirmedTo);
    }

    /// <summary>Applies what the book answered to a registration, whose activation is the present one even if its number is lower: the clock of the last one may have been ahead.</summary>
    internal void ApplyRegistered(MidUpdate current)
    {
        _bookEpoch = current.BookEpoch < _bookEpoch ? current.BookEpoch - 1 : _bookEpoch;
        Apply(current);
    }

    internal void Apply(MidUpdate update)
    {
        TickStages.Passed(TickStages.Book, update);
        Revision++;
        if (update.BookEpoch < _bookEpoch)
        {
            return;
        }

        if (update.BookEpoch > _bookEpoch && Mids.Count > 0)
        {
            // The book was restarted and the mid was unknown in between, so the last mid must not be used for that time.
            Mids.Add(Mids.ConfirmedTo + TimeSpan.FromMicroseconds(1), double.NaN);
        }

        AddThinned(Missing(update));
        var next = update.FirstChange + update.Changes.Length;
        (_bookEpoch, _nextChange) = (update.BookEpoch, update.BookEpoch == _bookEpoch ? Math.Max(_nextChange ?? 0, next) : next);
        foreach (var change in update.Changes)
        {
            // Earlier changes are known already: a message may be repeated, and the window overlaps the first message.
            if (Mids.Count == 0 || change.VenueTime >= Mids.ConfirmedTo)
            {
                Mids.Add(change.VenueTime, change.Mid);
            }
        }

        foreach (var mark in update.Marks)
        {
            Marks.Set(mark);
            Seconds.AddBook(mark);
        }

        Mids.Confirm(update.VenueTime);
    }

    /// <summary>Applies a batch of tickers. Returns the funding that has become due.</summary>
    internal IReadOnlyList<FundingDue> Apply(MarketBatch batch)
    {
        Revision++;
        if (!Tickers.Accept(batch))
        {
            return [];
        }

        List<FundingDue>? due = null;
        var newest = batch.Events.OfType<DerivativeTicker>().LastOrDefault();
        foreach (var ticker in batch.Events.OfType<DerivativeTicker>())
        {
            if (batch.IsResync && ticker != newest && IsKnown(ticker))
            {
                continue;
            }

            Tickers.Take(batch);
            _tickerTime = Instant.Max(_tickerTime, ticker.ValuationTime);
            _tickerReceived = Instant.Max(_tickerReceived, ticker.ReceivedAt);
            if (ticker.MarkPrice is { } mark)
            {
                Marks.SetExchange(mark, ticker.ValuationTime);
                Seconds.AddExchange(mark, ticker.ValuationTime);
            }

            var passed = Funding.Observe(ticker.ValuationTime, ticker.FundingTime, ticker.FundingRate, ticker.MarkPrice);
            if (passed.Count > 0)
            {
                (due ??= []).AddRange(passed);
            }
        }

        return due ?? (IReadOnlyList<FundingDue>)[];
    }

    private static IFundingTimes TimesOf(FundingPlan? plan, Instant? due, Instant? reported) =>
        plan is null ? new FundingSchedule(due, reported) : new PlannedFunding(plan, due, reported);

    private void AddThinned(ThinnedRange? missing)
    {
        if (missing is { } range)
        {
            _thinned.Add(range);
        }

        _thinned.DropBefore(Mids.Oldest);
    }

    /// <summary>Times whose changes an update lacks: those it names, or all since the last one when the numbers jump, because the registration had expired.</summary>
    private ThinnedRange? Missing(MidUpdate update) =>
        update.Thinned is null && update.BookEpoch == _bookEpoch && update.FirstChange > _nextChange
            ? new(Mids.ConfirmedTo, update.Changes.Length > 0 ? update.Changes[0].VenueTime : update.VenueTime)
            : update.Thinned;

    /// <summary>Whether a ticker is a repeat or belongs to a past funding time. A repeated batch begins with the last tickers before earlier funding times.</summary>
    private bool IsKnown(DerivativeTicker ticker) => ticker.ReceivedAt <= _tickerReceived || ticker.FundingTime < Funding.Due;
}
