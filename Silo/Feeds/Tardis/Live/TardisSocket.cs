using System.Text;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;
using Ballast.Grains.Feeds;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Keeps one request of a feed running: dials, reads, decodes, and dials again after every loss.</summary>
/// <param name="feed">Key of the feed grain.</param>
/// <param name="index">Which socket of the feed.</param>
/// <param name="request">What it asks for.</param>
/// <param name="queue">Takes the events, and makes this wait while it is full.</param>
/// <param name="counts">Told of messages, faults and losses.</param>
/// <param name="links">Told of the state of the connection.</param>
/// <param name="time">Measures silence and pauses.</param>
/// <param name="logger">Told of losses.</param>
internal sealed partial class TardisSocket(
    string feed, int index, TardisRequest request, PublishQueue queue, ConnectionCounts counts, LinkStates links, TimeProvider time, ILogger logger)
{
    private readonly TardisMessageDecoder _decoder = new();
    private readonly Dictionary<InstrumentId, Instant> _arrivals = [];
    private readonly ReplayCursor _cursor = new();
    private readonly List<MarketEvent> _before = [];
    private readonly Backoff _backoff = new(
        request.Feed.ReconnectDelay, request.Feed.MaxReconnectDelay, request.Feed.RefusedDelay, Random.Shared);

    private bool _isLost;
    private string? _typeless;
    private string? _venueError;

    private TardisFeed Settings => request.Feed;

    /// <summary>Goes on where an earlier run of the feed ended: until they say otherwise, the books it left behind are not to be trusted.</summary>
    public async Task GoOn(SavedSocket saved, CancellationToken cancellationToken)
    {
        var arrival = saved.At is { } at ? new Instant(at) : Instant.From(time.GetUtcNow());
        foreach (var text in saved.Instruments)
        {
            if (InstrumentId.TryParse(text, out var instrument))
            {
                _arrivals[instrument] = arrival;
            }
        }

        await Break(_arrivals.Keys, cancellationToken);
        _isLost = true;
        if (saved.At is not null && Settings.IsReplay)
        {
            _cursor.GoOnAfter(arrival);
        }
    }

    /// <summary>Runs until its replay has ended, or for ever.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        while (true)
        {
            LinkLostException lost;
            try
            {
                await ReadAll(cancellationToken);
                if (Settings.IsReplay)
                {
                    _cursor.End(_before);
                    await TellBefore(cancellationToken);
                    links.Say(index, "finished");
                    return;
                }

                lost = new("closed 1000: the server ended the stream");
            }
            catch (LinkLostException e)
            {
                // What the server gave up on is only in the errors it told before.
                lost = _venueError is { } cause
                    ? new($"{e.Message} ({cause})", e) { IsRefusal = e.IsRefusal || ServerErrors.IsUnsupported(cause) }
                    : e;
            }

            await Lose(lost, cancellationToken);
        }
    }

    private async Task ReadAll(CancellationToken cancellationToken)
    {
        (_typeless, _venueError) = (null, null);
        using var watch = new SilenceWatch(Settings.NoDataTimeout, time, cancellationToken);
        try
        {
            links.Say(index, "connecting");
            watch.Begin();
            var address = request.Address(Settings.IsReplay ? _cursor.Resume(Settings.From!.Value) : null);
            await using var link = Settings.Kind == FeedKind.ReplayHttp
                ? await HttpLink.Open(Settings, address, watch.Token)
                : await WebSocketLink.Open(Settings, address, watch.Token);
            links.Say(index, "connected");
            Connected(logger, feed, index, Settings.Address, Settings.Service);
            while (true)
            {
                watch.Begin();
                var next = await link.Next(watch.Token);
                watch.End();
                if (next is not { } message)
                {
                    break;
                }

                await Take(message, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (watch.IsSilent && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkLostException($"silent for {Settings.NoDataTimeout}");
        }

        // The server tells of a failure in mid-answer by a last object without type: an orderly end it is not.
        if (_typeless is { } said)
        {
            throw new LinkLostException(ServerErrors.Message(said) is { } error
                ? $"ended by an error of the server: {error}"
                : $"ended by what is no message: {said}")
            {
                IsRefusal = ServerErrors.IsLasting(said),
            };
        }
    }

    private async ValueTask Take(LinkMessage message, CancellationToken cancellationToken)
    {
        counts.Read((int)Math.Min(message.Length, int.MaxValue));
        if (message.IsTooLong)
        {
            counts.Fault($"a message of {message.Length} bytes is longer than the {Settings.MaxMessageBytes} taken");
            return;
        }

        var decoded = _decoder.Decode(message.Text.Span);
        _typeless = null;
        switch (decoded.Outcome)
        {
            case MessageOutcome.Event:
                await Publish(decoded, message, cancellationToken);
                break;
            case MessageOutcome.Fault when decoded.Type.Length == 0:
                _typeless = ServerErrors.Shown(Encoding.UTF8.GetString(message.Text.Span[..Math.Min(message.Text.Length, 4_096)]));
                counts.Fault(ServerErrors.Message(_typeless) is { } error ? $"the server says: {error}" : decoded.Reason!);
                break;
            case MessageOutcome.Fault:
                counts.Fault(decoded.Reason!);
                break;
            case MessageOutcome.UnknownType when decoded.Type == ErrorType:
                var details = ServerErrors.Details(message.Text.Span);
                counts.Fault($"the server says: {details}");
                Tell(details);
                break;
            case MessageOutcome.UnknownType:
                counts.UnknownType();
                break;
        }
    }

    /// <summary>A server tries up to 50 times before it gives up, and tells of each.</summary>
    private void Tell(string details)
    {
        var reason = details[..Math.Max(0, details.LastIndexOf(" (", StringComparison.Ordinal))];
        if (reason != _venueError)
        {
            VenueError(logger, feed, index, details);
        }

        _venueError = reason;
    }

    private async ValueTask Publish(TardisMessage decoded, LinkMessage message, CancellationToken cancellationToken)
    {
        var next = decoded.Event!;
        if (Settings.IsReplay)
        {
            var isNew = _cursor.Take(next, decoded.Type, message.Text.Span, _before);
            await TellBefore(cancellationToken);
            if (!isNew)
            {
                return;
            }
        }

        if (next is not Disconnect cut)
        {
            // A server that cannot reach its exchange says so again and again; only the exchange's own data is a success.
            (_isLost, _venueError) = (false, null);
            _backoff.Reset();
            await Write(next, message.Text.Length, cancellationToken);
            return;
        }

        counts.Disconnect();
        cut = NamesAll(cut) ? cut with { Symbols = null } : cut;
        foreach (var instrument in _arrivals.Keys.Where(cut.Concerns).ToArray())
        {
            await Write(cut.Of(instrument), 0, cancellationToken);
        }
    }

    /// <summary>A server lists what was asked for as it was asked for, which need not be how messages spell it.</summary>
    private bool NamesAll(Disconnect cut) =>
        cut.Symbols is { Count: > 0 } listed
        && request.Exchanges.Any(one => one.Exchange == cut.Instrument.Exchange
            && one.Symbols.All(symbol => listed.Contains(symbol, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Arrival never steps back for an instrument; between instruments of a stream there is no order to keep.</summary>
    private ValueTask Write(MarketEvent next, int bytes, CancellationToken cancellationToken)
    {
        if (_arrivals.TryGetValue(next.Instrument, out var last) && next.ReceivedAt < last)
        {
            next = next with { ReceivedAt = last };
        }

        _arrivals[next.Instrument] = next.ReceivedAt;
        return queue.Write(new(index, next, bytes), cancellationToken);
    }

    private async Task Lose(LinkLostException lost, CancellationToken cancellationToken)
    {
        counts.Reconnect(lost.Message);
        if (!Settings.IsReplay && !_isLost)
        {
            counts.Disconnect();
            await Break([.. _arrivals.Keys], cancellationToken);
        }

        _isLost = true;
        var pause = _backoff.Next(lost.IsRefusal);
        links.Say(index, $"{(lost.IsRefusal ? "refused" : "lost")}, dials again in {pause.TotalSeconds:0.0} s: {lost.Message}");
        if (lost.IsRefusal)
        {
            Refused(logger, feed, index, lost.Message, pause);
        }
        else
        {
            Lost(logger, feed, index, lost.Message, pause);
        }

        await Task.Delay(pause, time, cancellationToken);
    }

    private async Task TellBefore(CancellationToken cancellationToken)
    {
        if (_before.Any(one => one is Disconnect))
        {
            counts.Disconnect();
        }

        foreach (var one in _before)
        {
            await Write(one, 0, cancellationToken);
        }

        _before.Clear();
    }

    /// <summary>What follows for these instruments does not continue what came before.</summary>
    private async Task Break(IEnumerable<InstrumentId> instruments, CancellationToken cancellationToken)
    {
        foreach (var instrument in instruments.ToArray())
        {
            // The server's clock, not ours: what follows must not seem to come before it.
            var arrival = _arrivals[instrument];
            await Write(new Disconnect { Instrument = instrument, VenueTime = arrival, ReceivedAt = arrival }, 0, cancellationToken);
        }
    }

    private const string ErrorType = "error";

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Feed} socket {Socket} is connected to {Address}{Service}")]
    private static partial void Connected(ILogger logger, string feed, int socket, Uri address, string service);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} socket {Socket} was lost ({Reason}); it dials again in {Pause}")]
    private static partial void Lost(ILogger logger, string feed, int socket, string reason, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Feed} socket {Socket} was refused ({Reason}): options or key must change; it asks again in {Pause}")]
    private static partial void Refused(ILogger logger, string feed, int socket, string reason, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} socket {Socket}: {Details}")]
    private static partial void VenueError(ILogger logger, string feed, int socket, string details);
}
