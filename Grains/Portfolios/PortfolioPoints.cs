using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios;

/// <summary>Points of the risk grid over the tree: a portfolio's own and its children's are joined, forecast, and go up to its parent.</summary>
public sealed partial class PortfolioGrain
{
    /// <summary>Wall time that a point waits for sources that are behind.</summary>
    private static readonly TimeSpan PointPatience = TimeSpan.FromSeconds(30);

    private readonly Queue<(Instant Newest, long Stamp)> _toldPoints = new();
    private readonly Queue<ForecastPoint> _upward = new();
    private PointJoint _joint = null!;
    private Instant? _ownFrom;
    private Instant? _pointsFrom;
    private Instant _waitsNoLonger;

    private void FindPoints()
    {
        _joint = new(this.GetPrimaryKeyString());

        // Of what an earlier activation closed or joined this one only knows that there was something.
        _ownFrom = _closing.Curve.Newest == default ? null : default(Instant);
        _pointsFrom = _forecasts.History.Newest == default ? null : default(Instant);
    }

    private void TakeOwnPoint(ForecastPoint point)
    {
        _ownFrom ??= point.At;
        _joint.Take(this.GetPrimaryKeyString(), point);
        JoinPoints(default);
    }

    private void TakePointsBelow(PortfolioPush push)
    {
        foreach (var point in push.Points)
        {
            _joint.Take(push.Portfolio, point);
        }

        JoinPoints(default);
    }

    /// <param name="allTold">Up to here every source has told what it has.</param>
    private void JoinPoints(Instant allTold)
    {
        var sources = _below.Sources();
        if (state.State.Members.Count > 0)
        {
            sources[this.GetPrimaryKeyString()] = _ownFrom;
        }

        _joint.SetSources(sources);

        // A recording's parts are told one after the other, in no order of their own: what counts is that all of them have told.
        Instant upTo = forecastServices.Clock.FollowsRecording && !_below.IsEmpty ? allTold : new(Instant.MaxMicros);
        while (_joint.Next(Instant.Max(_waitsNoLonger, allTold), upTo) is { } point)
        {
            _pointsFrom ??= point.At;
            _forecasts.Take(point);
            if (_parent is not null)
            {
                _upward.Enqueue(point);
            }
        }

        while (_upward.Count > 0 && (_parent is null || (_upward.Count > PortfolioForecasts.MostWaiting && !forecastServices.Clock.FollowsRecording)))
        {
            _upward.Dequeue();
        }
    }

    /// <summary>Called once a second: who is behind for long is not waited for.</summary>
    private void JoinLatePoints()
    {
        if (!forecastServices.Clock.FollowsRecording)
        {
            var now = time.GetTimestamp();
            _toldPoints.Enqueue((_joint.Newest, now));
            while (_toldPoints.TryPeek(out var told) && time.GetElapsedTime(told.Stamp, now) > PointPatience)
            {
                _waitsNoLonger = _toldPoints.Dequeue().Newest;
            }
        }

        JoinPoints(default);
    }

    /// <summary>What the parent took need not go up again.</summary>
    private void ForgetPoints(PortfolioPush taken)
    {
        while (taken.Points is [.., var last] && _upward.TryPeek(out var point) && point.At <= last.At)
        {
            _upward.Dequeue();
        }
    }

    /// <summary>Completes when the parent has every point joined so far.</summary>
    /// <exception cref="InvalidOperationException">It has not, and a recording has no later time to try again.</exception>
    private async Task DrainPoints(Instant allTold)
    {
        JoinPoints(allTold);
        await _forecasts.Drain();
        for (var i = 0; i < 3 && _parent is { } parent; i++)
        {
            await _telling;
            _tellsAll = true;
            Tell();
            await _telling;
            if (_upward.Count == 0 && !_tellsAll)
            {
                return;
            }

            await GrainFactory.GetGrain<IPortfolioGrain>(parent).OnChildren();
        }

        if (_parent is not null && forecastServices.Clock.FollowsRecording)
        {
            throw new InvalidOperationException($"Portfolio {this.GetPrimaryKeyString()}: its parent did not take what it was told; the log says why.");
        }
    }
}
