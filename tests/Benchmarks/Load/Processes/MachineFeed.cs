using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Domain;
using Ballast.Testing.Live;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>Serves ticks as a tardis-machine server does, one message a frame: the books of the symbols asked for, and then their changes.</summary>
internal sealed class MachineFeed(TimeProvider time) : ITickOutlet, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, (LadderBook Book, WebSocket Socket)> _books = [];
    private readonly BookMessage _message = new();
    private FakeMachine? _machine;
    private string? _stamp;

    /// <summary>Address of its WebSocket service.</summary>
    internal string Address => _machine!.Address.Replace("http://", "ws://", StringComparison.Ordinal);

    internal async Task Start() => _machine = await FakeMachine.Start(Play);

    /// <inheritdoc />
    public void Send(int instrument)
    {
        _stamp ??= BookMessage.Stamp(time.GetUtcNow());
        var (book, socket) = _books[instrument];
        Send(socket, _message.Write(book.Next(default), _stamp));
    }

    /// <inheritdoc />
    public void Flush() => _stamp = null;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _machine?.DisposeAsync() ?? default;

    private static void Send(WebSocket socket, ReadOnlyMemory<byte> message)
    {
        var sent = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        if (!sent.IsCompletedSuccessfully)
        {
            sent.AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task Play(MachineCall call)
    {
        var stamp = BookMessage.Stamp(time.GetUtcNow());
        foreach (var symbol in call.Options.EnumerateArray().SelectMany(Symbols))
        {
            var instrument = BenchmarkSilo.IndexOf(symbol);
            var book = new LadderBook(BenchmarkSilo.Instrument(instrument));
            lock (_gate)
            {
                Send(call.Socket!, _message.Write(book.Snapshot(default), stamp));
            }

            _books[instrument] = (book, call.Socket!);
        }

        await call.StaySilent();
    }

    private static IEnumerable<string> Symbols(JsonElement exchange) => exchange.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()!);
}
