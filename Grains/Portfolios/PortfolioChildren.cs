namespace Ballast.Grains.Portfolios;

/// <summary>The portfolio in the tree: positions of children come in, its own and theirs go up to its parent.</summary>
public sealed partial class PortfolioGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private readonly HashSet<(string Holder, InstrumentId Instrument)> _untold = [];
    private readonly HashSet<string> _askingChildren = [];
    private PositionUnion _below = null!;
    private string? _parent;
    private bool _tellsAll = true;
    private bool _mustTell;
    private long _told;
    private Task _telling = Task.CompletedTask;

    /// <inheritdoc />
    public async Task<PortfolioBranch> SetParent(PortfolioId portfolio, PortfolioId? parent)
    {
        var name = this.GetPrimaryKeyString();
        var above = parent?.Name;
        if (above is not null && string.IsNullOrWhiteSpace(above))
        {
            throw new ArgumentException($"parent is '{above}'; it must be the name of a portfolio, or null for none.", nameof(parent));
        }

        if (above == name)
        {
            throw new ArgumentException($"parent is '{above}', the portfolio itself.", nameof(parent));
        }

        if (above is not null)
        {
            await catalog.Add(above, CancellationToken.None);
            await catalog.Add(name, CancellationToken.None);
        }

        var before = (await tree.Links(isFresh: true, CancellationToken.None)).GetValueOrDefault(name);
        await tree.SetParent(name, above, CancellationToken.None);
        var links = await tree.Links(isFresh: true, CancellationToken.None);
        Place(links);
        foreach (var other in new[] { before, above }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            try
            {
                await GrainFactory.GetGrain<IPortfolioGrain>(other).OnChildren();
            }
            catch (Exception e)
            {
                // It looks at the tree by itself within seconds.
                NotTold(logger, e, name, other);
            }
        }

        Tell();
        return BranchOf(name, links);
    }

    /// <inheritdoc />
    public async Task<PortfolioBranch> GetChildren(PortfolioId portfolio) =>
        BranchOf(this.GetPrimaryKeyString(), await tree.Links(isFresh: true, CancellationToken.None));

    /// <inheritdoc />
    public async Task OnChildren()
    {
        Place(await tree.Links(isFresh: true, CancellationToken.None));
        await RecordParenthood();
    }

    /// <inheritdoc />
    public Task<bool> OnChild(PortfolioPush push)
    {
        ArgumentNullException.ThrowIfNull(push);
        return Task.FromResult(TakeBelow(push));
    }

    /// <inheritdoc />
    public Task<PortfolioPush> GetAll() => Task.FromResult(Collect(isWhole: true, []));

    private async Task FindPlace(CancellationToken cancellationToken)
    {
        _below = new(this.GetPrimaryKeyString());
        Place(await tree.Links(isFresh: false, cancellationToken));
        this.RegisterGrainTimer(LookAround, new GrainTimerCreationOptions(TimeSpan.Zero, AskEvery) { Interleave = true });
    }

    private void Place(IReadOnlyDictionary<string, string> links)
    {
        var name = this.GetPrimaryKeyString();
        var parent = links.GetValueOrDefault(name);
        _tellsAll |= parent != _parent;
        _parent = parent;
        if (_below.SetChildren(links.Where(link => link.Value == name).Select(link => link.Key)))
        {
            ChangedBelow();
        }
    }

    /// <summary>Views are ordered by epoch, which must rise over restarts also of a portfolio nobody books into.</summary>
    private async Task RecordParenthood()
    {
        await _writing.WaitAsync();
        try
        {
            if (!_below.IsEmpty && !state.RecordExists)
            {
                state.State.Epoch = Math.Max(1, state.State.Epoch);
                await state.WriteStateAsync();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Once a second: a lost notice of a child heals, silent children are asked, and the parent hears at least this often.</summary>
    private async Task LookAround(CancellationToken cancellationToken)
    {
        try
        {
            Place(await tree.Links(isFresh: false, cancellationToken));
            await RecordParenthood();
        }
        catch (Exception e)
        {
            NoTree(logger, e, this.GetPrimaryKeyString());
        }

        foreach (var child in _below.Silent(heard => time.GetElapsedTime(heard) > SilentAfter).ToArray())
        {
            if (_askingChildren.Add(child))
            {
                AskChild(child).Ignore();
            }
        }

        JoinLatePoints();
        _mustTell = true;
        Tell();
    }

    private async Task AskChild(string child)
    {
        try
        {
            TakeBelow(await GrainFactory.GetGrain<IPortfolioGrain>(child).GetAll());
        }
        catch (Exception e)
        {
            // It stays missing, the view says so, and it is asked again in a second.
            NoAnswerBelow(logger, e, this.GetPrimaryKeyString(), child);
        }
        finally
        {
            _askingChildren.Remove(child);
        }
    }

    private bool TakeBelow(PortfolioPush push)
    {
        var isChanged = _below.Take(push, time.GetTimestamp(), _untold);
        if (isChanged == true)
        {
            ChangedBelow();
        }

        if (isChanged is not null)
        {
            TakePointsBelow(push);
        }

        return isChanged is not null;
    }

    private void ChangedBelow()
    {
        _version++;
        _changed.Raise();
        _mustTell = true;
        Tell();
    }

    /// <summary>Called when a member's position is new.</summary>
    private void ChangedHere(InstrumentId member)
    {
        if (_parent is not null)
        {
            _untold.Add((this.GetPrimaryKeyString(), member));
            Tell();
        }
    }

    private void Tell()
    {
        if (_parent is null)
        {
            _untold.Clear();
        }
        else if (_telling.IsCompleted)
        {
            _telling = TellParent();
        }
    }

    /// <summary>One call at a time; what changes meanwhile goes with the next.</summary>
    private async Task TellParent()
    {
        // After the present turn, so that everything it takes goes in one call.
        await Task.Yield();
        while (_parent is { } parent && (_mustTell || _tellsAll || _untold.Count > 0))
        {
            var push = Collect(_tellsAll, _untold);
            (_mustTell, _tellsAll) = (false, false);
            _untold.Clear();
            try
            {
                if (await GrainFactory.GetGrain<IPortfolioGrain>(parent).OnChild(push))
                {
                    ForgetPoints(push);
                }
                else
                {
                    _tellsAll = true;
                    if (push.IsWhole)
                    {
                        // The parent does not know yet that it is one; in a second both have looked.
                        return;
                    }
                }
            }
            catch (Exception e)
            {
                _tellsAll = true;
                NotTold(logger, e, push.Portfolio, parent);
                return;
            }
        }
    }

    private PortfolioPush Collect(bool isWhole, HashSet<(string Holder, InstrumentId Instrument)> changed)
    {
        var name = this.GetPrimaryKeyString();
        return new()
        {
            Portfolio = name,
            Activation = _activation,
            Sequence = ++_told,
            IsWhole = isWhole,
            Positions = isWhole
                ? [.. _positions.Keys.Select(Own).OfType<HeldPosition>(), .. _below.Positions()]
                : [.. changed.Select(key => key.Holder == name ? Own(key.Instrument) : _below.Find(key.Holder, key.Instrument)).OfType<HeldPosition>()],
            Holders = [new(name, _closing.Translation), .. _below.Holders().OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => new PositionHolder(h.Key, h.Value))],
            Missing = [.. MissingMembers().Select(member => $"{member} has not answered"), .. MissingBelow()],
            Points = [.. _upward],
            ClosesPoints = state.State.Members.Count > 0 || _below.Sources().Count > 0,
            PointsFrom = _pointsFrom,
        };
    }

    /// <summary>What closed and came late is the portfolio's own, and does not go up.</summary>
    private HeldPosition? Own(InstrumentId member) =>
        _positions.TryGetValue(member, out var known) ? new(this.GetPrimaryKeyString(), known.Push with { Closed = [], Late = [] }) : null;

    private string[] MissingBelow() => [.. _below.Missing(heard => time.GetElapsedTime(heard) > MissingAfter)];

    private static PortfolioBranch BranchOf(string name, IReadOnlyDictionary<string, string> links) => new()
    {
        Portfolio = name,
        Parent = links.GetValueOrDefault(name),
        Children = [.. links.Where(link => link.Value == name).Select(link => link.Key).Order(StringComparer.Ordinal).Select(child => BranchOf(child, links))],
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: {Child} below it did not answer")]
    private static partial void NoAnswerBelow(ILogger logger, Exception exception, string portfolio, string child);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} could not tell {Parent}")]
    private static partial void NotTold(ILogger logger, Exception exception, string portfolio, string parent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} could not read the tree of portfolios")]
    private static partial void NoTree(ILogger logger, Exception exception, string portfolio);
}
