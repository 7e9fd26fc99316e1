using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Pnl;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios.Members;

/// <summary>The members of a portfolio, which are the instruments it has traded: stored, with the newest position of each.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed partial class PortfolioMembers(string portfolio, IPersistentState<PortfolioGrainState> state, PortfolioServices services) : IDisposable
{
    private readonly TimeProvider _time = services.Market.Time;
    private readonly ILogger _logger = services.Diagnostics.LoggerOf<PortfolioMembers>();
    private readonly Dictionary<InstrumentId, Answer> _answers = [];
    private readonly HashSet<InstrumentId> _asked = [];
    private readonly HashSet<InstrumentId> _recording = [];
    private readonly HashSet<InstrumentId> _storedByAnother = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private InstrumentId[] _missing = [];
    private long? _missingAnsweredAt;
    private (HashSet<InstrumentId> Members, int Count) _missingOf;

    /// <summary>Epoch of this activation; 0 while the portfolio is not stored.</summary>
    internal long Epoch => state.State.Epoch;

    /// <summary>Every instrument it has ever traded.</summary>
    internal IReadOnlyCollection<InstrumentId> All => state.State.Members;

    /// <summary>The newest position of each member that has answered, in order of instrument.</summary>
    internal IEnumerable<PositionPush> Positions => _answers.Values.Select(answer => answer.Push).OrderBy(push => push.Instrument);

    /// <summary>Number of received positions whose parts did not add up to their total.</summary>
    internal long Violations { get; private set; }

    /// <summary>Begins an epoch if the portfolio is stored.</summary>
    /// <returns>Whether the portfolio is stored. One that was only queried, and never booked into, is not.</returns>
    internal async Task<bool> BeginEpoch(CancellationToken cancellationToken)
    {
        if (!state.RecordExists)
        {
            return false;
        }

        state.State.Epoch = NextEpoch();
        await state.WriteStateAsync(cancellationToken);
        return true;
    }

    /// <summary>Whether the instrument of a position is not stored as a member nor being stored, so that the store must have lost it.</summary>
    internal bool IsUnrecorded(PositionPush push) =>
        push.Positions.Length > 0 && !state.State.Members.Contains(push.Instrument) && !_recording.Contains(push.Instrument);

    /// <summary>Stores a member. One that is known is looked for in the store, which may have lost it.</summary>
    /// <returns>Whether the member is new. Calls may overlap; the members of all that wait are written together, and each completes when its own is stored.</returns>
    internal async Task<bool> Record(InstrumentId instrument)
    {
        _recording.Add(instrument);
        await _writing.WaitAsync();
        try
        {
            if (_storedByAnother.Remove(instrument))
            {
                return true;
            }

            var isNew = !state.State.Members.Contains(instrument);
            if (isNew || !await IsStored(instrument))
            {
                await Write(instrument);
            }

            return isNew;
        }
        finally
        {
            _recording.Remove(instrument);
            _writing.Release();
        }
    }

    /// <summary>Stores an epoch for a portfolio with children. Views are ordered by epoch, so it must rise over restarts even if nobody books into the portfolio.</summary>
    internal async Task RecordEpoch(TreePlace place)
    {
        await _writing.WaitAsync();
        try
        {
            if (!place.Below.IsEmpty && !state.RecordExists)
            {
                state.State.Epoch = state.State.Epoch > 0 ? state.State.Epoch : NextEpoch();
                await state.WriteStateAsync();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>As <see cref="RecordEpoch"/>, for a caller that tries again by itself: a failure is only logged.</summary>
    internal async Task TryRecordEpoch(TreePlace place)
    {
        try
        {
            await RecordEpoch(place);
        }
        catch (Exception e)
        {
            // Whatever failed, figures go on with the epoch in memory, and it is tried again in a second.
            EpochNotRecorded(_logger, e, portfolio);
        }
    }

    /// <summary>The newest position of a member; <see langword="null"/> when it has not answered.</summary>
    internal PositionPush? Find(InstrumentId member) => _answers.TryGetValue(member, out var answer) ? answer.Push : null;

    /// <summary>Members without a sufficiently recent answer, in order.</summary>
    /// <remarks>Looked for again when the oldest answer of the others is too old, when a missing member has answered and when there are other members.</remarks>
    internal InstrumentId[] Missing()
    {
        var members = state.State.Members;
        var isKnown = _missingAnsweredAt is { } oldest && _missingOf == (members, members.Count) && _time.GetElapsedTime(oldest) <= AnswerLimits.MissingAfter;
        if (!isKnown)
        {
            _missing = [.. Silent(AnswerLimits.MissingAfter).Order()];
            _missingOf = (members, members.Count);
            _missingAnsweredAt = members.Except(_missing).Select(member => _answers[member].ReceivedAt).Append(_time.GetTimestamp()).Min();
        }

        return _missing;
    }

    /// <summary>Members to ask: those without a recent answer that are not being asked already.</summary>
    internal IReadOnlyList<InstrumentId> ToAsk() => [.. Silent(AnswerLimits.AskAfter).Where(member => !_asked.Contains(member))];

    /// <summary>Asks a member for its position. That activates its inventory, which from then on sends positions by itself.</summary>
    /// <returns>The answer, without positions when the member holds nothing; <see langword="null"/> when it did not answer.</returns>
    internal async Task<PositionPush?> Ask(InstrumentId member)
    {
        _asked.Add(member);
        try
        {
            // A member is stored before its first fill, which may then have failed, so a member that holds nothing is possible.
            return await services.Grains.Inventory(member).GetPosition(new(portfolio)) ?? Nothing(member);
        }
        catch (Exception e)
        {
            // It stays missing, the view says so, and it is asked again in a second.
            NoAnswer(_logger, e, portfolio, member);
            return null;
        }
        finally
        {
            _asked.Remove(member);
        }
    }

    /// <summary>Asks a member for its position with the values at the seconds that it has closed after a time.</summary>
    /// <returns>As <see cref="Ask"/>.</returns>
    internal async Task<PositionPush?> AskClosed(InstrumentId member, Instant after)
    {
        try
        {
            return await services.Grains.Inventory(member).GetClosedAfter(new(portfolio), after) ?? Nothing(member);
        }
        catch (Exception e)
        {
            // It is asked again in a second; when it does not answer for long, its later seconds are taken without these.
            NoAnswer(_logger, e, portfolio, member);
            return null;
        }
    }

    /// <summary>Logs the faults of questions that nobody awaits. The next answer, a second later, brings everything again.</summary>
    internal void LogFaults(IEnumerable<(string Asked, Task Question)> questions)
    {
        foreach (var (asked, question) in questions)
        {
            LogFault(asked, question).Ignore();
        }
    }

    /// <summary>Applies a member's position.</summary>
    /// <returns>Whether it is newer than the known one.</returns>
    internal bool Apply(PositionPush push)
    {
        if (_answers.TryGetValue(push.Instrument, out var known))
        {
            if (push.JournalLength < known.Push.JournalLength && push.Epoch > known.Push.Epoch)
            {
                TailLost(_logger, portfolio, push.Instrument, known.Push.JournalLength, push.JournalLength);
            }

            var order = (push.Epoch, push.Version).CompareTo((known.Push.Epoch, known.Push.Version));
            if (order <= 0)
            {
                if (order == 0)
                {
                    // A repeated position still shows that the member answers: one that holds nothing sends the same each time.
                    Receive(known, known.Push);
                }

                return false;
            }
        }
        else
        {
            _answers[push.Instrument] = known = new() { Push = push };
        }

        Receive(known, push);
        foreach (var position in push.Positions)
        {
            if (!PnlMeter.Holds(position.Attribution, position.Total))
            {
                Violations += services.Diagnostics.Pnl.Check("position", position.Instrument.ToString(), position.Attribution, position.Total);
            }
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private void Receive(Answer answer, PositionPush push)
    {
        (answer.Push, answer.ReceivedAt) = (push, _time.GetTimestamp());
        if (_missing.Length > 0)
        {
            _missingAnsweredAt = null;
        }
    }

    /// <summary>Reads the stored members again, and keeps those in memory too.</summary>
    private async Task<bool> IsStored(InstrumentId instrument)
    {
        var (known, epoch) = (state.State.Members, state.State.Epoch);
        await state.ReadStateAsync();
        var isStored = state.State.Members.Contains(instrument);
        state.State.Members.UnionWith(known);
        state.State.Epoch = Math.Max(state.State.Epoch, epoch);
        return isStored;
    }

    private async Task Write(InstrumentId instrument)
    {
        await services.Stores.Catalog.Add(portfolio, CancellationToken.None);
        InstrumentId[] added = [.. _recording.Append(instrument).Distinct().Where(state.State.Members.Add)];
        _missingAnsweredAt = null;
        state.State.Epoch = state.State.Epoch > 0 ? state.State.Epoch : NextEpoch();
        try
        {
            await state.WriteStateAsync();
            _storedByAnother.UnionWith(added.Where(other => other != instrument));
        }
        catch when (added.Length > 0)
        {
            // They were not stored, so they are no members. The caller gets the exception and calls again; the others write their own.
            state.State.Members.ExceptWith(added);
            _missingAnsweredAt = null;
            throw;
        }
    }

    private async Task LogFault(string asked, Task question)
    {
        try
        {
            await question;
        }
        catch (Exception e)
        {
            NotApplied(_logger, e, portfolio, asked);
        }
    }

    /// <summary>An epoch above every earlier one, also when the store has lost the newest: at least the wall clock's microseconds since 1970.</summary>
    private long NextEpoch() => Math.Max(state.State.Epoch + 1, Instant.From(_time.GetUtcNow()).Micros);

    private static PositionPush Nothing(InstrumentId member) => new() { Instrument = member, Epoch = 0, Version = 0, JournalLength = 0, Positions = [] };

    private IEnumerable<InstrumentId> Silent(TimeSpan limit) =>
        state.State.Members.Where(member => !_answers.TryGetValue(member, out var answer) || _time.GetElapsedTime(answer.ReceivedAt) > limit);

    /// <summary>A position, and the timestamp of the member's last answer.</summary>
    private sealed class Answer
    {
        internal required PositionPush Push { get; set; }

        internal long ReceivedAt { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: {Member} did not answer")]
    private static partial void NoAnswer(ILogger logger, Exception exception, string portfolio, InstrumentId member);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its epoch could not be stored yet")]
    private static partial void EpochNotRecorded(ILogger logger, Exception exception, string portfolio);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: the answer of {Asked} could not be applied")]
    private static partial void NotApplied(ILogger logger, Exception exception, string portfolio, string asked);

    [LoggerMessage(Level = LogLevel.Error, Message = "Portfolio {Portfolio}: the journal of {Member} had {Before} entries and now has {After}: its tail is lost")]
    private static partial void TailLost(ILogger logger, string portfolio, InstrumentId member, long before, long after);
}
