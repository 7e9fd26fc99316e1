using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Members;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>What a portfolio and all below it held at points of the risk grid: joined from its own closed seconds and its children's points, and kept for its parent.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed class GridPoints(string portfolio, PortfolioMembers members, TreePlace place, PortfolioServices services)
{
    private readonly MarketClock _clock = services.Market.Clock;
    private readonly ForecastPointJoin _join = new(portfolio);
    private readonly JoinPatience _patience = new(services.Market.Time);
    private readonly Queue<ForecastPoint> _unsent = new();
    private Instant? _ownFrom;

    /// <summary>First point ever joined, the default for one of an earlier activation; <see langword="null"/> without any.</summary>
    internal Instant? First { get; private set; }

    /// <summary>Points that the parent has not taken yet, oldest first.</summary>
    internal ForecastPoint[] Unsent => [.. _unsent];

    /// <summary>Their number.</summary>
    internal int UnsentCount => _unsent.Count;

    /// <summary>Goes on after an earlier activation, of which is known only whether it closed and joined anything.</summary>
    /// <param name="newestClosed">Newest second it closed; the default for none.</param>
    /// <param name="newestForecast">Newest point it joined and forecast at; the default for none.</param>
    internal void Resume(Instant newestClosed, Instant newestForecast) =>
        (_ownFrom, First) = (newestClosed == default ? null : default(Instant), newestForecast == default ? null : default(Instant));

    /// <summary>Takes points that the portfolio itself closed, oldest first.</summary>
    internal void Take(IEnumerable<ForecastPoint> own)
    {
        foreach (var point in own)
        {
            _ownFrom ??= point.At;
            _join.Take(portfolio, point);
        }
    }

    /// <summary>Takes the points of a child.</summary>
    internal void Take(PortfolioPush push)
    {
        foreach (var point in push.Points)
        {
            _join.Take(push.Portfolio, point);
        }
    }

    /// <summary>To be called once a second: live, sources that are behind for long are no longer waited for.</summary>
    internal void Tick()
    {
        if (!_clock.FollowsRecording)
        {
            _patience.Observe(_join.Newest);
        }
    }

    /// <summary>Joins what may be joined now, and keeps it for the parent.</summary>
    /// <param name="completeTo">Up to here every source has sent all it has.</param>
    /// <returns>The joined points, oldest first.</returns>
    internal IReadOnlyList<ForecastPoint> Join(Instant completeTo)
    {
        var sources = place.Below.Sources();
        if (members.All.Count > 0)
        {
            sources[portfolio] = _ownFrom;
        }

        _join.SetSources(sources);

        // The parts of a recording are sent one after the other in no order: only when all of them were sent is a point complete.
        Instant upTo = _clock.FollowsRecording && !place.Below.IsEmpty ? completeTo : new(Instant.MaxMicros);
        var joined = new List<ForecastPoint>();
        while (_join.Next(new(_patience.GivenUpTo, completeTo), upTo) is { } point)
        {
            First ??= point.At;
            joined.Add(point);
            _unsent.Enqueue(point);
        }

        if (place.Parent is null)
        {
            _unsent.Clear();
        }

        // A live parent that does not take them is sent only the newest; of a recording none may be lost.
        while (_unsent.Count > PortfolioForecasts.MostWaiting && !_clock.FollowsRecording)
        {
            _unsent.Dequeue();
        }

        return joined;
    }

    /// <summary>Forgets what the parent has taken.</summary>
    internal void Forget(PortfolioPush sent)
    {
        while (sent.Points is [.., var last] && _unsent.TryPeek(out var point) && point.At <= last.At)
        {
            _unsent.Dequeue();
        }
    }
}
