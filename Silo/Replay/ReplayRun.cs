using Ballast.Grains.Interfaces;
using Ballast.Grains.Portfolios;
using Ballast.Silo.Replay.Continuing;

namespace Ballast.Silo.Replay;

/// <summary>Replays recordings through a running silo and reads the report once everything published was applied.</summary>
public sealed class ReplayRun(
    IGrainFactory grains, ReplayConnection connection, IPortfolioCatalog catalog, ReplaySettlement settlement, ReplayFigures figures, ReplayContinuation continuation)
{
    /// <summary>Runs to the end of the recording.</summary>
    public async Task<ReplayReport> Run(CancellationToken cancellationToken)
    {
        var feed = grains.Feed(ReplayConnection.FeedKey);
        await feed.Start();
        try
        {
            await connection.Done.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await feed.Stop();
            throw;
        }

        var instruments = connection.Publisher!.Instruments();
        var portfolios = await catalog.List(cancellationToken);
        var end = connection.Publisher.Watermark;
        var closesTo = continuation.ClosesTo(end);
        await settlement.Settle(instruments, portfolios, closesTo);
        await continuation.End(end, closesTo, cancellationToken);
        return await figures.ReadReport(instruments, portfolios, cancellationToken);
    }
}
