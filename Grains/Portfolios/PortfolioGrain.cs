using Ballast.Domain.Risk.Forecasts;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Risk;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <inheritdoc cref="IPortfolioGrain" />
/// <remarks>
/// Its parts hold the state and know nothing of the grain, which acts on their results:
/// <list type="bullet">
/// <item>members: instruments traded, with their positions;</item>
/// <item>place and updates: parent and children in the tree, and updates sent to the parent;</item>
/// <item>closing: seconds, curve and days;</item>
/// <item>points and forecasts: points of the risk grid over the tree, and risk forecast at each;</item>
/// <item>roll-up and risk: figures now.</item>
/// </list>
/// </remarks>
public sealed partial class PortfolioGrain : Grain, IPortfolioGrain, IDisposable
{
    private readonly PortfolioMembers _members;
    private readonly TreePlace _place;
    private readonly PortfolioClosing _closing;
    private readonly PortfolioForecasts _forecasts;
    private readonly GridPoints _points;
    private readonly ParentUpdates _updates;
    private readonly PortfolioRollUp _rollUp;
    private readonly ServedRisk _risk;
    private readonly PositionIntake _intake;
    private readonly PortfolioServices _services;
    private readonly LongWork<bool> _flushing;
    private PositionInbox? _inbox;

    /// <summary>Creates an activation.</summary>
    public PortfolioGrain(
        [PersistentState("portfolio", StreamNames.Storage)] IPersistentState<PortfolioGrainState> state,
        [PersistentState("closing", StreamNames.Storage)] IPersistentState<PortfolioClosingState> closingState,
        PortfolioServices services)
    {
        var name = this.GetPrimaryKeyString();
        (_services, _members, _place) = (services, new(name, state, services), new(name, services));
        (_closing, _forecasts, _flushing) = (new(name, services, closingState), new(name, services), new(services.Market.Time));
        (_points, _rollUp) = (new(name, _members, _place, services), new(name, _members, _place, _closing, services));
        (_updates, _risk) = (new(name, _members, _place, _closing, _points, services), new(name, _rollUp, _forecasts, services));
        _intake = new(_members, _closing, _rollUp, _updates, RecordMember);
    }

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await _members.BeginEpoch(cancellationToken))
        {
            await _closing.Resume(_members.All, cancellationToken);
            await _forecasts.Resume(cancellationToken);
        }

        _points.Resume(_closing.Curve.Newest, _forecasts.History.Newest);
        Apply(await _place.ReadRecent(cancellationToken));
        EverySecond(RefreshTree, begin: 0);
        EverySecond(AskMembers, begin: 0);
        EverySecond(CloseSeconds, begin: 1);
        EverySecond(_ => _forecasts.Run(), begin: 1);
        _services.Positions.Open(this.GetPrimaryKeyString(), _inbox = new(OnPositions, DelayDeactivation, _services.Market.Time));
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _services.Positions.Close(this.GetPrimaryKeyString(), _inbox);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task RecordMember(InstrumentId instrument)
    {
        if (await _members.Record(instrument))
        {
            // Joined before its first fill is booked, so that no second, and no point of the parent, closes without it.
            _closing.Join(instrument);
            _updates.MarkDue();
            _updates.Send();
        }
    }

    /// <inheritdoc />
    public async Task<bool> OnPositions(IReadOnlyList<PositionPush> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        TickStages.Passed(TickStages.Outbox, positions);
        await _intake.Apply(positions);
        return _rollUp.IsFollowed;
    }

    /// <inheritdoc />
    public async Task<PortfolioBranch> SetParent(PortfolioId portfolio, PortfolioId? parent)
    {
        var (links, concerned) = await _place.Move(parent?.Name);
        Apply(links);
        await _place.Notify(concerned);
        _updates.Send();
        return _place.Branch(links);
    }

    /// <inheritdoc />
    public async Task OnChildren()
    {
        Apply(await _place.Read());
        await _members.RecordEpoch(_place);
    }

    /// <inheritdoc />
    public Task<bool> OnChild(PortfolioPush push) => Task.FromResult(Apply(push) != PushOutcome.Refused);

    /// <inheritdoc />
    public async Task<bool> FlushSome(Guid request, Instant allClosedTo) => (await _flushing.Continue(request, () => FlushTo(allClosedTo))).HasEnded;

    /// <inheritdoc />
    public void Dispose()
    {
        _members.Dispose();
        _closing.Dispose();
    }

    private async Task<bool> FlushTo(Instant allClosedTo)
    {
        await _closing.AskAgain(_members.AskClosed);
        await _closing.Settle(allClosedTo);
        OnSecondsClosed(allClosedTo);
        await _forecasts.Settle();
        await _updates.Settle();
        return true;
    }

    private void EverySecond(Func<CancellationToken, Task> run, int begin) => this.RegisterGrainTimer(run, new(TimeSpan.FromSeconds(begin), TimeSpan.FromSeconds(1)) { Interleave = true });

    /// <summary>Reads the tree again in case a notice was lost, asks silent children, and sends the parent an update at least once a second.</summary>
    private async Task RefreshTree(CancellationToken cancellationToken)
    {
        if (await _place.TryReadRecent(cancellationToken) is { } links)
        {
            Apply(links);
        }

        _members.LogFaults(_place.ToAsk().Select(child => (child, Ask(child))));

        _points.Tick();
        JoinPoints(completeTo: default);
        _updates.MarkDue();
        _updates.Send();
        await _members.TryRecordEpoch(_place);
    }

    private Task AskMembers(CancellationToken cancellationToken)
    {
        // Not awaited, so that a member that does not answer does not delay the others.
        _members.LogFaults([.. _members.ToAsk().Select(member => ($"{member}", Ask(member))), ("closed seconds", _closing.AskAgain(_members.AskClosed))]);
        return Task.CompletedTask;
    }

    private async Task Ask(InstrumentId member)
    {
        if (await _members.Ask(member) is { } answer)
        {
            // Not by its epoch: an inventory that reads its journal again has none for the moment, and holds what it held.
            if (answer.Positions.Length == 0)
            {
                _closing.Leave(member);
            }

            await _intake.Apply(answer);
        }
    }

    private async Task Ask(string child)
    {
        if (await _place.Ask(child) is { } answer)
        {
            Apply(answer);
        }
    }

    private async Task CloseSeconds(CancellationToken cancellationToken)
    {
        await _closing.Tick();
        OnSecondsClosed(completeTo: default);
    }

    private void OnSecondsClosed(Instant completeTo)
    {
        if (_closing.IsOutdated)
        {
            DeactivateOnIdle();
        }

        JoinPoints(completeTo);
    }

    private PushOutcome Apply(PortfolioPush push)
    {
        var changed = new List<(string, InstrumentId)>();
        var outcome = _place.Apply(push, changed);
        _updates.Add(changed);
        _rollUp.ChangeBelow(changed);
        if (outcome == PushOutcome.Changed)
        {
            OnChangeBelow();
        }

        if (outcome != PushOutcome.Refused)
        {
            _points.Add(push);
            JoinPoints(completeTo: default);
        }

        return outcome;
    }

    private void Apply(IReadOnlyDictionary<string, string> links)
    {
        var before = _place.Parent;
        var hasOtherChildren = _place.Apply(links);
        if (_place.Parent != before)
        {
            _updates.MarkWholeDue();
        }

        if (hasOtherChildren)
        {
            _rollUp.ChangeTree();
            OnChangeBelow();
        }
    }

    private void OnChangeBelow()
    {
        _rollUp.Advance();
        _updates.MarkDue();
        _updates.Send();
    }

    /// <summary>Joins the points of the risk grid that may be joined, and queues their forecasts.</summary>
    /// <param name="completeTo">Time up to which every source has sent all its points.</param>
    private void JoinPoints(Instant completeTo)
    {
        _points.Add(_closing.CollectGridPoints());
        foreach (var point in _points.Join(completeTo))
        {
            _forecasts.Add(point);
        }
    }
}
