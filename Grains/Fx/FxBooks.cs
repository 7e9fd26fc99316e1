using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Fx;

/// <summary>Takes mids from the books that are followed and samples from the others, and determines how long a minute waits for a book.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed partial class FxBooks(
    FxQuotes quotes, FxHistory history, IGrainFactory grains, MarketClock clock, FxBookLimits limits, ILogger logger)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Longest stretch of minutes that are read from the samples of a book after an outage.</summary>
    private static readonly TimeSpan SampledStretch = TimeSpan.FromHours(1);

    private bool FollowsAll => clock.FollowsRecording || !limits.SamplesHaveMinutes;

    /// <summary>Determines anew which books are followed, and registers with those that are from now on.</summary>
    /// <param name="subscriber">Receives their mids.</param>
    /// <param name="added">A book to register with even if an earlier registration failed; <see langword="null"/> for none.</param>
    internal Task Follow(IMidSubscriber subscriber, FxBook? added = null)
    {
        IEnumerable<FxBook> begun = quotes.Follow(FollowsAll);
        begun = added is { IsFollowed: true, IsRegistered: false } ? begun.Append(added).Distinct() : begun;
        return Task.WhenAll(begun.Select(book => Register(book, subscriber)));
    }

    /// <summary>Applies mids that a book sent.</summary>
    /// <returns>Whether a rate changed.</returns>
    internal bool Apply(MidUpdate update)
    {
        if (quotes.Find(update.Instrument) is not { } book)
        {
            return false;
        }

        if (!clock.FollowsRecording)
        {
            (var isAhead, update) = LiveMids.Bound(update, clock.Now);
            if (isAhead && !book.IsAhead)
            {
                Ahead(logger, book.Spot.Id, clock.Now);
            }

            book.IsAhead = isAhead;
        }

        foreach (var mark in update.Marks)
        {
            history.Observe(book.Spot, mark);
        }

        return quotes.Apply(book, update);
    }

    /// <summary>Registers with every followed book, all at once; one that does not answer does not delay the others.</summary>
    internal Task Renew(IMidSubscriber subscriber) =>
        Task.WhenAll(quotes.Books.Where(book => book.IsFollowed).Select(book => Asked(book, () => Register(book, subscriber))));

    /// <summary>Asks the books that do not know a minute yet, all at once, and waits for those that are not given up.</summary>
    internal Task Ask(Instant minute, IMidSubscriber subscriber)
    {
        var asked = quotes.Books.Where(book => !book.IsKnownAt(minute)).ToArray();
        foreach (var book in asked)
        {
            Asked(book, () => Ask(book, minute, subscriber)).Ignore();
        }

        return Task.WhenAll(asked.Where(book => !book.IsGivenUp).Select(book => book.Asking));
    }

    /// <summary>Asks every book one after the other, at the end of a recording; a failure is the caller's.</summary>
    internal async Task Flush(Instant minute, IMidSubscriber subscriber)
    {
        foreach (var book in quotes.Books)
        {
            if (book.IsFollowed)
            {
                await grains.Book(book.Spot.Id).Flush();
            }

            await Ask(book, minute, subscriber);
        }
    }

    /// <summary>The instruments of books that do not know a minute yet.</summary>
    internal IReadOnlyCollection<Instrument> LateAt(Instant minute) => [.. quotes.Books.Where(book => !book.IsKnownAt(minute)).Select(book => book.Spot)];

    /// <summary>Reads, from books that were given up and now know a minute, the rates of the minutes that were closed without them.</summary>
    internal Task Complete(Instant minute) => Task.WhenAll(
        quotes.Books.Where(book => history.IsLate(book.Spot) && book.IsKnownAt(minute)).Select(book => Try(book, () => Complete(book, minute))));

    /// <summary>Whether a minute still waits for a book. A live book is waited for as long as its patience lasts, a recorded one until it answers.</summary>
    internal bool WaitsFor(Instant minute)
    {
        var isWaiting = false;
        foreach (var book in quotes.Books)
        {
            if (book.IsKnownAt(minute))
            {
                (book.LateSince, book.IsGivenUp) = (null, false);
                continue;
            }

            book.LateSince ??= limits.Time.GetTimestamp();
            if (clock.FollowsRecording || limits.Time.GetElapsedTime(book.LateSince.Value) < limits.Patience)
            {
                isWaiting = true;
            }
            else if (!book.IsGivenUp)
            {
                book.IsGivenUp = true;
                GivenUp(logger, book.Spot.Id, minute, limits.Patience);
            }
        }

        return isWaiting;
    }

    private Task Asked(FxBook book, Func<Task> question)
    {
        if (book.Asking.IsCompleted)
        {
            book.Asking = Try(book, question);
        }

        return book.Asking;
    }

    private async Task Try(FxBook book, Func<Task> question)
    {
        try
        {
            await question().WaitAsync(limits.AnswerTimeout, limits.Time);
            book.IsFailing = false;
        }
        catch (Exception e)
        {
            // A book that does not answer must not stop the others; it is asked again within seconds, and logged once.
            if (!book.IsFailing)
            {
                NotAnswered(logger, e, book.Spot.Id);
            }

            book.IsFailing = true;
        }
    }

    private async Task Ask(FxBook book, Instant minute, IMidSubscriber subscriber)
    {
        if (book.IsFollowed ? HasPassed(await Register(book, subscriber), minute) : await ReadSamples(book, minute))
        {
            book.AskedTo = Instant.Max(book.AskedTo, minute);
        }
    }

    private async Task Complete(FxBook book, Instant minute)
    {
        var first = limits.Grid.IndexAtOrBefore(history.CompletedFrom(book.Spot) - history.MaxAge);
        await history.Complete(book.Spot, await grains.Book(book.Spot.Id).GetSamples(first, minute + SamplingGrid.ClosingDelay), limits.Grid, minute);
        Completed(logger, book.Spot.Id);
    }

    /// <summary>Whether all that arrived for a minute is known here: a book whose feed is behind the others may still get it.</summary>
    private bool HasPassed(BookRegistration registration, Instant minute) =>
        !registration.Behind && (clock.AppliedOf(registration.Feed) is not { } own || own >= minute + SamplingGrid.ClosingDelay);

    /// <summary>Registers for the mids of a book.</summary>
    private async Task<BookRegistration> Register(FxBook book, IMidSubscriber subscriber)
    {
        var grain = grains.Book(book.Spot.Id);
        if (!book.IsRegistered && history.ClosedTo != default)
        {
            history.Recover(book.Spot, await grain.GetMids(history.ClosedTo));
        }

        var registration = await grain.Register(subscriber);
        book.IsRegistered = true;
        if (registration.Current is { } current)
        {
            Apply(current);
        }

        return registration;
    }

    /// <summary>Reads the samples at the whole minutes that are not closed yet.</summary>
    /// <returns>Whether the book has closed its sample of the newest.</returns>
    private async Task<bool> ReadSamples(FxBook book, Instant minute)
    {
        var first = history.ClosedTo == default ? minute : Instant.Max(history.ClosedTo + Minute, minute - SampledStretch);
        var column = await grains.Book(book.Spot.Id).GetSamples(limits.Grid.IndexAtOrBefore(first), minute + SamplingGrid.ClosingDelay);
        for (var at = first; at <= minute; at += Minute)
        {
            // A mark without a mid changes nothing.
            history.Observe(book.Spot, new BookMark(at, column.At(at, limits.Grid), double.NaN, at, double.NaN, default));
        }

        return column.Mids.Length == 0 || column.EndIndex > limits.Grid.IndexAtOrBefore(minute);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The book of {Instrument} does not answer the question for rates; minutes wait for it only as long as Fx:Patience")]
    private static partial void NotAnswered(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rates are closed without {Instrument} from minute {Minute} on: its book was late for {Patience}")]
    private static partial void GivenUp(ILogger logger, InstrumentId instrument, Instant minute, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Information, Message = "The book of {Instrument} is back; minutes of the last quarter of an hour that were closed without it have its rates")]
    private static partial void Completed(ILogger logger, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stamps of {Instrument} are ahead of the wall clock, {Now}; its rates count as of the wall clock")]
    private static partial void Ahead(ILogger logger, InstrumentId instrument, Instant now);
}
