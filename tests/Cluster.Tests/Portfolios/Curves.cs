using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Portfolios;

/// <summary>Awaits points of curves.</summary>
internal static class Curves
{
    /// <summary>The curve of a portfolio by the second, once it has a point past a time that is as asked.</summary>
    internal static async Task<IReadOnlyList<CurvePoint>> CurvePast(
        this BallastCluster cluster, PortfolioId portfolio, Instant time, Func<CurvePoint, bool> reached)
    {
        var grain = cluster.Portfolio(portfolio.Name);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ended.CancelAfter(Waiting.Patience);
        try
        {
            await foreach (var _ in grain.Watch(portfolio, ended.Token).WithBatchSize(1))
            {
                var curve = (await grain.GetCurve(portfolio, default, new(Instant.MaxMicros), CurveResolution.Second)).Points;
                if (curve is [.., var last] && last.At > time && reached(last))
                {
                    return curve;
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // Reported below.
        }

        throw new TimeoutException($"no second of {portfolio.Name} past {time} as asked");
    }
}
