using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Risk;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <inheritdoc cref="IPortfolioGrain" />
/// <remarks>
/// Its parts hold the state and know nothing of the grain, which decides what follows from what they return:
/// <list type="bullet">
/// <item>members: instruments traded, with their positions;</item>
/// <item>place and updates: parent and children in the tree, and what goes up;</item>
/// <item>closing: seconds, curve and days;</item>
/// <item>points and forecasts: points of the risk grid over the tree, and risk forecast at each;</item>
/// <item>roll-up and risk: figures now.</item>
/// </list>
/// </remarks>
public sealed partial class PortfolioGrain : Grain, IPortfolioGrain, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PortfolioMembers members;
    private readonly TreePlace place;
    private readonly PortfolioClosing closing;
    private readonly PortfolioForecasts forecasts;
    private readonly GridPoints points;
    private readonly ParentUpdates updates;
    private readonly PortfolioRollUp rollUp;
    private readonly ServedRisk risk;
    private readonly PortfolioServices services;

    /// <summary>Creates an activation.</summary>
    public PortfolioGrain(
        [PersistentState("portfolio", StreamNames.Storage)] IPersistentState<PortfolioGrainState> state,
        [PersistentState("closing", StreamNames.Storage)] IPersistentState<PortfolioClosingState> closingState,
        PortfolioServices services)
    {
        this.services = services;
        var name = this.GetPrimaryKeyString();
        members = new(name, state, services);
        place = new(name, services);
        closing = new(name, services, closingState);
        forecasts = new(name, services);
        points = new(name, members, place, services);
        updates = new(name, members, place, closing, points, services);
        rollUp = new(name, members, place, closing, services);
        risk = new(name, rollUp, forecasts, services);
    }

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await members.BeginEpoch(cancellationToken))
        {
            await closing.Resume(members.All, cancellationToken);
            await forecasts.Resume(cancellationToken);
        }

        points.Resume(closing.Curve.Newest, forecasts.History.Newest);
        Apply(await place.ReadRecent(cancellationToken));
        EverySecond(LookAround, begin: TimeSpan.Zero);
        EverySecond(AskMembers, begin: TimeSpan.Zero);
        EverySecond(CloseSeconds, begin: Second);
        EverySecond(_ => forecasts.Run(), begin: Second);
    }

    /// <inheritdoc />
    public async Task RecordMember(InstrumentId instrument)
    {
        if (await members.Record(instrument))
        {
            // Before its first fill counts, so that no second closes without it, nor a point of the parent.
            closing.Join(instrument);
            updates.MarkDue();
            updates.Send();
        }
    }

    /// <inheritdoc />
    public Task OnPositions(IReadOnlyList<PositionPush> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return Task.WhenAll(positions.Select(Take));
    }

    /// <inheritdoc />
    public async Task<PortfolioBranch> SetParent(PortfolioId portfolio, PortfolioId? parent)
    {
        var (links, concerned) = await place.Move(parent?.Name);
        Apply(links);
        await place.Notify(concerned);
        updates.Send();
        return place.Branch(links);
    }

    /// <inheritdoc />
    public async Task OnChildren()
    {
        Apply(await place.Read());
        await members.RecordEpoch(place);
    }

    /// <inheritdoc />
    public Task<bool> OnChild(PortfolioPush push)
    {
        ArgumentNullException.ThrowIfNull(push);
        return Task.FromResult(Take(push) != PushOutcome.Refused);
    }

    /// <inheritdoc />
    public Task Flush() => FlushTo(default);

    /// <inheritdoc />
    public async Task FlushTo(Instant allClosedTo)
    {
        await closing.Settle(allClosedTo);
        OnSecondsClosed(allClosedTo);
        await forecasts.Settle();
        await updates.Settle();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        members.Dispose();
        closing.Dispose();
    }

    private void EverySecond(Func<CancellationToken, Task> run, TimeSpan begin) =>
        this.RegisterGrainTimer(run, new GrainTimerCreationOptions(begin, Second) { Interleave = true });

    /// <summary>A lost notice of a child heals, silent children are asked, and the parent gets an update at least this often.</summary>
    private async Task LookAround(CancellationToken cancellationToken)
    {
        if (await place.TryReadRecent(cancellationToken) is { } links)
        {
            Apply(links);
        }

        foreach (var child in place.ToAsk())
        {
            Ask(child).Ignore();
        }

        points.Tick();
        JoinPoints(completeTo: default);
        updates.MarkDue();
        updates.Send();
        await members.RecordEpoch(place);
    }

    private Task AskMembers(CancellationToken cancellationToken)
    {
        // Not awaited: one that does not answer must not keep the others from being asked.
        foreach (var member in members.ToAsk())
        {
            Ask(member).Ignore();
        }

        return Task.CompletedTask;
    }

    private async Task Ask(InstrumentId member)
    {
        if (await members.Ask(member) is { } answer)
        {
            if (answer.Epoch == 0)
            {
                closing.Leave(member);
            }

            await Take(answer);
        }
    }

    private async Task Ask(string child)
    {
        if (await place.Ask(child) is { } answer)
        {
            Take(answer);
        }
    }

    private async Task CloseSeconds(CancellationToken cancellationToken)
    {
        await closing.Tick();
        OnSecondsClosed(completeTo: default);
    }

    private void OnSecondsClosed(Instant completeTo)
    {
        if (closing.IsOutdated)
        {
            DeactivateOnIdle();
        }

        JoinPoints(completeTo);
    }

    /// <returns>Completes when what must not be lost of the push is durable.</returns>
    private Task Take(PositionPush push)
    {
        // What closed and came late counts also in a push whose positions are old.
        var noted = closing.Take(push);
        if (members.Take(push))
        {
            rollUp.Advance();
            updates.AddOwn(push.Instrument);
            updates.Send();
        }

        return noted;
    }

    private PushOutcome Take(PortfolioPush push)
    {
        var outcome = place.Take(push, updates.Changed);
        if (outcome == PushOutcome.Changed)
        {
            OnChangeBelow();
        }

        if (outcome != PushOutcome.Refused)
        {
            points.Take(push);
            JoinPoints(completeTo: default);
        }

        return outcome;
    }

    private void Apply(IReadOnlyDictionary<string, string> links)
    {
        var before = place.Parent;
        var hasOtherChildren = place.Apply(links);
        if (place.Parent != before)
        {
            updates.MarkWholeDue();
        }

        if (hasOtherChildren)
        {
            OnChangeBelow();
        }
    }

    private void OnChangeBelow()
    {
        rollUp.Advance();
        updates.MarkDue();
        updates.Send();
    }

    /// <summary>Joins the points of the risk grid that may be joined, and has them forecast.</summary>
    /// <param name="completeTo">Up to here every source has sent all it has.</param>
    private void JoinPoints(Instant completeTo)
    {
        points.Take(closing.CollectGridPoints());
        foreach (var point in points.Join(completeTo))
        {
            forecasts.Take(point);
        }
    }
}
