using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Grains.Portfolios.Members;

namespace Ballast.Grains.Portfolios.Tree;

/// <summary>Sends a portfolio's positions and points, and those of all below it, to its parent. Used on the grain's scheduler only.</summary>
internal sealed partial class ParentUpdates(
    string portfolio, PortfolioMembers members, TreePlace place, PortfolioClosing closing, GridPoints points, PortfolioServices services)
{
    /// <summary>Number of attempts to send the last update of a replay to a parent that refuses it.</summary>
    private const int MaxAttempts = 3;

    private readonly ILogger _logger = services.Diagnostics.LoggerOf<ParentUpdates>();
    private readonly Guid _activation = Guid.NewGuid();
    private readonly HashSet<(string Holder, InstrumentId Instrument)> _changed = [];
    private bool _isWholeDue = true;
    private bool _isDue;
    private long _sequence;
    private Task _sending = Task.CompletedTask;

    /// <summary>Adds a changed position of the portfolio's own to the next update.</summary>
    internal void AddOwn(InstrumentId member) => Add((portfolio, member));

    /// <summary>Adds changed positions to the next update.</summary>
    internal void Add(IEnumerable<(string Holder, InstrumentId Instrument)> changed)
    {
        foreach (var key in changed)
        {
            Add(key);
        }
    }

    /// <summary>Makes an update due even if no position changed.</summary>
    internal void MarkDue() => _isDue = true;

    /// <summary>Makes the next update contain everything, because the parent is a different one.</summary>
    internal void MarkWholeDue() => _isWholeDue = true;

    /// <summary>Everything, for a parent that asks.</summary>
    internal PortfolioPush Whole() => Push([.. members.Positions.Select(Own), .. place.Below.Positions()]) with { IsWhole = true };

    /// <summary>Starts to send the parent what has changed. Calls are made one at a time; later changes go with the next one.</summary>
    internal void Send()
    {
        if (place.Parent is null)
        {
            // A later parent is sent everything.
            _changed.Clear();
        }
        else if (_sending.IsCompleted)
        {
            _sending = SendAll();
        }
    }

    /// <summary>Completes when the parent has every point joined so far.</summary>
    /// <exception cref="InvalidOperationException">The parent does not have every point, and a replay has no later time to try again.</exception>
    internal async Task Settle()
    {
        for (var i = 0; i < MaxAttempts && place.Parent is { } parent; i++)
        {
            await _sending;
            _isWholeDue = true;
            Send();
            await _sending;
            if (points.UnsentCount == 0 && !_isWholeDue)
            {
                return;
            }

            await services.Grains.Portfolio(new(parent)).OnChildren();
        }

        if (place.Parent is not null && services.Market.Clock.FollowsRecording)
        {
            throw new InvalidOperationException($"Portfolio {portfolio}: its parent did not accept the last update; the log says why.");
        }
    }

    private async Task SendAll()
    {
        // Yields so that all changes of the present turn go in one call.
        await Task.Yield();
        while (Next() is var (parent, push))
        {
            try
            {
                if (await services.Grains.Portfolio(new(parent)).OnChild(push))
                {
                    points.Forget(push);
                    continue;
                }
            }
            catch (Exception e)
            {
                // It is unknown whether the parent has the update, so it is sent everything, in a second at the latest.
                _isWholeDue = true;
                NotSent(_logger, e, portfolio, parent);
                return;
            }

            _isWholeDue = true;
            if (push.IsWhole)
            {
                // The parent does not know yet that it has this child. Within a second both will have read the tree.
                return;
            }
        }
    }

    /// <summary>Makes the next update. Later changes go with the one after it.</summary>
    /// <returns>The update and who it is for; <see langword="null"/> when nothing is to be sent, or there is no parent.</returns>
    private (string Parent, PortfolioPush Push)? Next()
    {
        if (place.Parent is not { } parent || (!_isDue && !_isWholeDue && _changed.Count == 0))
        {
            return null;
        }

        var push = _isWholeDue ? Whole() : Partial();
        (_isDue, _isWholeDue) = (false, false);
        _changed.Clear();
        return (parent, push);
    }

    private PortfolioPush Partial() => Push([.. _changed.Select(key => Find(key.Holder, key.Instrument)).OfType<HeldPosition>()]);

    private PortfolioPush Push(HeldPosition[] positions) => new()
    {
        Portfolio = portfolio,
        Activation = _activation,
        Sequence = ++_sequence,
        IsWhole = false,
        Positions = positions,
        Holders = [new(portfolio, closing.Translation), .. place.Below.Holders().OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => new PositionHolder(h.Key, h.Value))],
        Missing = [.. members.Missing().Select(member => $"{member} has not answered"), .. place.Missing()],
        Points = points.Unsent,
        ClosesPoints = members.All.Count > 0 || place.Below.Sources().Count > 0,
        PointsFrom = points.First,
    };

    private void Add((string Holder, InstrumentId Instrument) key)
    {
        // A parent that comes later is sent everything.
        if (place.Parent is not null)
        {
            _changed.Add(key);
        }
    }

    private HeldPosition? Find(string holder, InstrumentId instrument) =>
        holder != portfolio ? place.Below.Find(holder, instrument)
        : members.Find(instrument) is { } push ? Own(push)
        : null;

    /// <summary>Closed values and late events are used only by the portfolio itself and are not sent.</summary>
    private HeldPosition Own(PositionPush push) => new(portfolio, push with { Closed = [], Late = [] });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio} could not send its positions to {Parent}")]
    private static partial void NotSent(ILogger logger, Exception exception, string portfolio, string parent);
}
