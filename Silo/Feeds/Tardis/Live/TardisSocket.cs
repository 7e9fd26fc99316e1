using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Links;
using Ballast.Silo.Feeds.Tardis.Live.Requests;
using Ballast.Silo.Feeds.Tardis.Live.Resuming;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Keeps one request of a feed running: dials, reads, decodes, and dials again after every loss.</summary>
/// <param name="index">Which socket of the feed, from 0.</param>
/// <param name="request">What it asks for.</param>
/// <param name="queue">Takes the events; while it is full the socket waits.</param>
/// <param name="status">Where messages, faults, losses and states are reported.</param>
/// <param name="time">Measures silence and pauses.</param>
internal sealed class TardisSocket(int index, TardisRequest request, PublishQueue queue, SocketStatus status, TimeProvider time)
{
    private const string ErrorType = "error";

    private readonly TardisMessageDecoder _decoder = new();
    private readonly Dictionary<InstrumentId, Instant> _arrivals = [];
    private readonly ReplayCursor _cursor = new();
    private readonly List<MarketEvent> _before = [];
    private readonly ServerWords _words = new();
    private readonly StaleBooks _stale = new(request.Feed.StaleTimeout, time);
    private readonly Backoff _backoff = new(
        request.Feed.ReconnectDelay, request.Feed.MaxReconnectDelay, request.Feed.RefusedDelay, Random.Shared);

    private bool _isLost;

    private TardisFeed Settings => request.Feed;

    /// <summary>Runs until its replay has ended, or for ever.</summary>
    /// <param name="saved">Where an earlier run of the feed ended; <see langword="null"/> for a first run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task Run(SavedSocket? saved, CancellationToken cancellationToken)
    {
        if (saved is { IsDone: true })
        {
            status.Finished();
            return;
        }

        if (saved is not null)
        {
            await Continue(saved, cancellationToken);
        }

        while (!await ReadToEnd(cancellationToken))
        {
        }
    }

    /// <summary>Continues where an earlier run ended. The books it had built are marked as disconnected until a snapshot.</summary>
    private async Task Continue(SavedSocket saved, CancellationToken cancellationToken)
    {
        var arrival = saved.At is { } at ? new Instant(at) : Instant.From(time.GetUtcNow());
        foreach (var text in saved.Instruments)
        {
            if (InstrumentId.TryParse(text, out var instrument))
            {
                _arrivals[instrument] = arrival;
            }
        }

        await PublishDisconnects(_arrivals.Keys, cancellationToken);
        _isLost = true;
        if (saved.At is not null && Settings.IsReplay)
        {
            _cursor.ContinueAfter(arrival);
        }
    }

    /// <summary>Dials and reads once; after a loss it waits before it returns.</summary>
    /// <returns>Whether the replay has ended; never for a stream.</returns>
    private async Task<bool> ReadToEnd(CancellationToken cancellationToken)
    {
        LinkLostException lost;
        try
        {
            await ReadAll(cancellationToken);
            if (Settings.IsReplay)
            {
                _cursor.End(_before);
                await PublishBefore(cancellationToken);
                status.Finished();
                return true;
            }

            lost = new("closed 1000: the server ended the stream");
        }
        catch (LinkLostException e)
        {
            lost = _words.Explain(e);
        }

        await Reconnect(lost, cancellationToken);
        return false;
    }

    private async Task ReadAll(CancellationToken cancellationToken)
    {
        _words.Clear();
        var any = false;
        using var watch = new SilenceWatch(Settings.NoDataTimeout, time, cancellationToken);
        try
        {
            status.Connecting();
            watch.Begin();
            var address = request.Address(Settings.IsReplay ? _cursor.Resume(Settings.From!.Value) : null);
            await using var link = Settings.Kind == FeedKind.ReplayHttp
                ? await HttpLink.Open(Settings, address, watch.Token)
                : await WebSocketLink.Open(Settings, address, watch.Token);
            status.Connected(Settings.Address, Settings.Service);
            while (true)
            {
                watch.Begin();
                var next = await link.Next(watch.Token);
                watch.End();
                if (next is not { } message)
                {
                    break;
                }

                if (!any)
                {
                    any = true;
                    status.Receiving();
                }

                await Handle(message, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (watch.IsSilent && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkLostException($"silent for {Settings.NoDataTimeout}{ServerErrors.Silence(Settings.IsReplay, any)}");
        }

        _words.End();
    }

    private async ValueTask Handle(LinkMessage message, CancellationToken cancellationToken)
    {
        status.Counts.Read((int)Math.Min(message.Length, int.MaxValue));
        if (message.IsTooLong)
        {
            status.Counts.Fault($"a message of {message.Length} bytes is longer than the limit of {Settings.MaxMessageBytes} bytes");
            return;
        }

        var decoded = _decoder.Decode(message.Text.Span);
        _words.Message();
        switch (decoded.Outcome)
        {
            case MessageOutcome.Event:
                await Publish(decoded, message, cancellationToken);
                break;
            case MessageOutcome.Fault when decoded.Type.Length == 0:
                status.Counts.Fault(_words.Typeless(message.Text.Span, decoded.Reason!));
                break;
            case MessageOutcome.Fault:
                status.Counts.Fault(decoded.Reason!);
                break;
            case MessageOutcome.UnknownType when decoded.Type == ErrorType:
                var details = ServerErrors.Details(message.Text.Span);
                status.Counts.Fault($"the server says: {details}");
                if (_words.Error(details))
                {
                    status.ServerError(details);
                }

                break;
            case MessageOutcome.UnknownType:
                status.Counts.UnknownType();
                break;
        }
    }

    private async ValueTask Publish(TardisMessage decoded, LinkMessage message, CancellationToken cancellationToken)
    {
        var next = decoded.Event!;
        if (Settings.IsReplay)
        {
            var isNew = _cursor.Accept(next, decoded.Type, _before);
            await PublishBefore(cancellationToken);
            if (!isNew)
            {
                return;
            }
        }
        else
        {
            next = AtOwnClock(next);
        }

        if (next is not Disconnect cut)
        {
            // A server that cannot reach its exchange keeps sending disconnects; only the exchange's own data counts as success.
            _isLost = false;
            _words.Data();
            _backoff.Reset();
            await Write(next, message.Text.Length, cancellationToken);
            if (!Settings.IsReplay && _stale.Take(next) is { } why)
            {
                throw new LinkLostException(why);
            }

            return;
        }

        status.Counts.Disconnect();
        cut = ListsAll(cut) ? cut with { Symbols = null } : cut;
        foreach (var instrument in _arrivals.Keys.Where(cut.Concerns).ToArray())
        {
            var lost = cut.Of(instrument);
            _stale.Take(lost);
            await Write(lost, 0, cancellationToken);
        }
    }

    /// <summary>A live event whose arrival is near our own clock: that of a server whose clock is wrong would close points before their time, or hold them open.</summary>
    private MarketEvent AtOwnClock(MarketEvent next)
    {
        var arrival = LiveArrival.Clamp(next.ReceivedAt, Instant.From(time.GetUtcNow()));
        if (arrival == next.ReceivedAt)
        {
            return next;
        }

        status.Counts.ReplaceArrival();
        return next with { ReceivedAt = arrival };
    }

    /// <summary>Whether a disconnect lists everything this socket asked for. The server spells symbols as the request did, in whatever case.</summary>
    private bool ListsAll(Disconnect cut) =>
        cut.Symbols is { Count: > 0 } listed
        && request.Exchanges.Any(one => one.Exchange == cut.Instrument.Exchange
            && one.Symbols.All(symbol => listed.Contains(symbol, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Queues an event. Its arrival is never earlier than the last one of its instrument; instruments of a stream have no common order.</summary>
    private ValueTask Write(MarketEvent next, int bytes, CancellationToken cancellationToken)
    {
        if (_arrivals.TryGetValue(next.Instrument, out var last) && next.ReceivedAt < last)
        {
            next = next with { ReceivedAt = last };
        }

        _arrivals[next.Instrument] = next.ReceivedAt;
        return queue.Write(new(index, next, bytes), cancellationToken);
    }

    private async Task Reconnect(LinkLostException lost, CancellationToken cancellationToken)
    {
        status.Counts.Reconnect(lost.Message);
        if (!Settings.IsReplay && !_isLost)
        {
            status.Counts.Disconnect();
            await PublishDisconnects([.. _arrivals.Keys], cancellationToken);
        }

        _isLost = true;
        _stale.LoseAll();
        var pause = _backoff.Next(lost.IsRefusal);
        status.Lost(lost, pause);
        await Task.Delay(pause, time, cancellationToken);
    }

    private async Task PublishBefore(CancellationToken cancellationToken)
    {
        if (_before.Any(one => one is Disconnect))
        {
            status.Counts.Disconnect();
        }

        foreach (var one in _before)
        {
            await Write(one, 0, cancellationToken);
        }

        _before.Clear();
    }

    /// <summary>Publishes a disconnect for each instrument, because what follows does not continue what came before.</summary>
    private async Task PublishDisconnects(IEnumerable<InstrumentId> instruments, CancellationToken cancellationToken)
    {
        foreach (var instrument in instruments.ToArray())
        {
            // Stamped by the server's clock, not ours, so that what follows does not seem to come earlier.
            var arrival = _arrivals[instrument];
            await Write(new Disconnect { Instrument = instrument, VenueTime = arrival, ReceivedAt = arrival }, 0, cancellationToken);
        }
    }
}
