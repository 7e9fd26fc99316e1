using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>Holdings of a portfolio and all below it at points of the risk grid, joined from its own closed seconds and its children's points and kept until its parent has them.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed class GridPoints(string portfolio, PortfolioMembers members, TreePlace place, PortfolioServices services)
{
    private readonly MarketClock _clock = services.Market.Clock;
    private readonly ForecastPointJoin _join = new(portfolio);
    private readonly JoinTimeout _timeout = new(services.Market.Time);
    private readonly Queue<ForecastPoint> _unsent = new();
    private Instant? _ownFrom;

    /// <summary>First point ever joined; the default value when an earlier activation joined it; <see langword="null"/> when there is none.</summary>
    internal Instant? First { get; private set; }

    /// <summary>Points that the parent has not received yet, oldest first.</summary>
    internal ForecastPoint[] Unsent => [.. _unsent];

    /// <summary>Number of <see cref="Unsent"/>.</summary>
    internal int UnsentCount => _unsent.Count;

    /// <summary>Continues after an earlier activation, of which only the newest second and forecast are known.</summary>
    /// <param name="newestClosed">Newest second it closed; the default value when there is none.</param>
    /// <param name="newestForecast">Newest point for which it made a forecast; the default value when there is none.</param>
    internal void Resume(Instant newestClosed, Instant newestForecast) =>
        (_ownFrom, First) = (newestClosed == default ? null : default(Instant), newestForecast == default ? null : default(Instant));

    /// <summary>Adds points that the portfolio itself closed, oldest first.</summary>
    internal void Add(IEnumerable<ForecastPoint> own)
    {
        foreach (var point in own)
        {
            _ownFrom ??= point.At;
            _join.Add(portfolio, point);
        }
    }

    /// <summary>Adds the points of a child.</summary>
    internal void Add(PortfolioPush push)
    {
        foreach (var point in push.Points)
        {
            _join.Add(push.Portfolio, point);
        }
    }

    /// <summary>Call once a second. Live, it stops waiting for sources that are late for too long.</summary>
    internal void Tick()
    {
        if (!_clock.FollowsRecording)
        {
            _timeout.Observe(_join.Newest);
        }
    }

    /// <summary>Joins the points that may be joined now, and keeps them for the parent.</summary>
    /// <param name="completeTo">Time up to which every source has sent all its points.</param>
    /// <returns>The joined points, oldest first.</returns>
    internal IReadOnlyList<ForecastPoint> Join(Instant completeTo)
    {
        var sources = place.Below.Sources();
        if (members.All.Count > 0)
        {
            sources[portfolio] = _ownFrom;
        }

        _join.SetSources(sources);

        // In a replay children send their points in no particular order, so a point is complete only when all children have sent theirs.
        Instant upTo = _clock.FollowsRecording && !place.Below.IsEmpty ? completeTo : new(Instant.MaxMicros);
        var joined = new List<ForecastPoint>();
        while (_join.Next(new(_timeout.GivenUpTo, completeTo), upTo) is { } point)
        {
            First ??= point.At;
            joined.Add(point);
            _unsent.Enqueue(point);
        }

        if (place.Parent is null)
        {
            _unsent.Clear();
        }

        // If a live parent does not accept points, only the newest are kept. In a replay none may be lost.
        while (_unsent.Count > PortfolioForecasts.MaxWaiting && !_clock.FollowsRecording)
        {
            _unsent.Dequeue();
        }

        return joined;
    }

    /// <summary>Removes the points that the parent has received.</summary>
    internal void Forget(PortfolioPush sent)
    {
        while (sent.Points is [.., var last] && _unsent.TryPeek(out var point) && point.At <= last.At)
        {
            _unsent.Dequeue();
        }
    }
}
