using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Ballast.Client;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Silo.Web;

/// <summary>Serves a portfolio's figures as server-sent events.</summary>
/// <remarks>
/// The events <c>portfolio</c> and <c>risk</c> carry a view, <c>trouble</c> a text. They come at most four times a second, the newest only; all readers of a portfolio share its views
/// and its risk. Risk is read every second even when nothing changes, so that a reader can distinguish a quiet portfolio from a lost cluster.
/// </remarks>
internal sealed class PortfolioEvents(IBallastClient client, SharedRisk risk, TimeProvider time)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RiskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    /// <summary>Refuses a portfolio that does not exist. A cluster that does not answer refuses nothing: the stream itself says so.</summary>
    /// <exception cref="BallastNotFoundException">The portfolio is not known.</exception>
    internal async Task RequireKnown(string portfolio, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(SharedRisk.AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await client.GetPortfolio(portfolio, either.Token);
        }
        catch (Exception e) when (e is not BallastNotFoundException && !cancellationToken.IsCancellationRequested)
        {
            // What has gone wrong is the first thing that the stream tells.
        }
    }

    /// <summary>Follows one portfolio; cancelling the token ends the sequence without an error.</summary>
    internal async IAsyncEnumerable<SseItem<string>> Follow(
        string portfolio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var newest = new Newest();
        Task[] sources = [Watch(portfolio, newest, stop.Token), AskRisk(portfolio, newest, stop.Token)];
        try
        {
            while (await newest.Changed(cancellationToken))
            {
                foreach (var item in newest.Take())
                {
                    yield return item;
                }

                await Task.Delay(Spacing, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(sources).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Watch(string portfolio, Newest newest, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var view in client.WatchPortfolioPaced(portfolio, cancellationToken))
            {
                newest.Put(view);
            }
        }
        catch (Exception e)
        {
            // A stream without figures must end, so that the browser opens a new one.
            newest.End(e);
        }
    }

    private async Task AskRisk(string portfolio, Newest newest, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RiskEvery, time);
        do
        {
            try
            {
                newest.PutRisk(await risk.Get(portfolio).WaitAsync(cancellationToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                newest.PutTrouble(e is BallastUnavailableException or BallastNotFoundException ? e.Message : "The cluster does not answer.");
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>The newest event of each kind that was not sent yet, and a signal that there is one.</summary>
    private sealed class Newest
    {
        private readonly Channel<bool> _signal =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        private PortfolioView? _portfolio;
        private string? _risk;
        private string? _trouble;

        internal void Put(PortfolioView view) => Put(ref _portfolio, view);

        internal void PutRisk(string json) => Put(ref _risk, json);

        internal void PutTrouble(string text) => Put(ref _trouble, text);

        internal void End(Exception reason) => _signal.Writer.TryComplete(reason is OperationCanceledException ? null : reason);

        /// <summary>Waits for something to send; <see langword="false"/> when nothing more will come.</summary>
        internal async ValueTask<bool> Changed(CancellationToken cancellationToken)
        {
            try
            {
                return await _signal.Reader.WaitToReadAsync(cancellationToken) && _signal.Reader.TryRead(out _);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        internal IEnumerable<SseItem<string>> Take()
        {
            if (Interlocked.Exchange(ref _portfolio, null) is { } portfolio)
            {
                yield return Item("portfolio", portfolio);
            }

            if (Interlocked.Exchange(ref _risk, null) is { } risk)
            {
                yield return new(risk, "risk") { ReconnectionInterval = ReconnectAfter };
            }

            if (Interlocked.Exchange(ref _trouble, null) is { } trouble)
            {
                yield return Item("trouble", trouble);
            }
        }

        private void Put<T>(ref T? slot, T value)
            where T : class
        {
            Interlocked.Exchange(ref slot, value);
            _signal.Writer.TryWrite(true);
        }

        private static SseItem<string> Item<T>(string name, T value) =>
            new(JsonSerializer.Serialize(value, BallastJson.Options), name) { ReconnectionInterval = ReconnectAfter };
    }
}
