using System.Globalization;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Reliability.Tests.Crash;
using Confluent.Kafka;

namespace Ballast.Reliability.Tests.Streams;

/// <summary>Fills that a producer outside of the cluster writes to a topic or a hub, and what the ledgers must hold then.</summary>
internal sealed class StreamedFills : IDisposable
{
    internal const string Portfolio = "streamed";
    internal const string Topic = "fills";
    private const string Account = "own";
    private const int PerSecond = 1_000;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly IProducer<string, string>? _producer;
    private readonly Func<string, string, CancellationToken, Task> _send;
    private readonly Dictionary<InstrumentId, CostFold> _folds = [];
    private readonly Dictionary<InstrumentId, int> _counts = [];
    private readonly Instant _start = Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromMinutes(10);
    private int _sent;

    /// <summary>Sends to a topic.</summary>
    /// <param name="servers">The brokers.</param>
    internal StreamedFills(string servers)
        : this((_, _, _) => Task.CompletedTask)
    {
        _producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = servers, EnableIdempotence = true, MessageTimeoutMs = 300_000 })
            .SetLogHandler((_, _) => { })
            .Build();
        _send = (key, line, token) => _producer.ProduceAsync(Topic, new() { Key = key, Value = line }, token);
    }

    /// <summary>Sends elsewhere.</summary>
    /// <param name="send">Given key and line; completes when the line is stored.</param>
    internal StreamedFills(Func<string, string, CancellationToken, Task> send)
    {
        _send = send;
        foreach (var terms in Terms)
        {
            (_folds[terms.Instrument], _counts[terms.Instrument]) = (new(terms), 0);
        }
    }

    /// <summary>Contracts of the fills.</summary>
    internal static KillTerms[] Terms { get; } = [.. Enumerable.Range(0, 16).Select(i => new KillTerms($"STREAM{i}", "linear", "BTC", "USDT", "USDT", 0.01m, 60_000m, 0.1m, 1m))];

    /// <summary>Fills sent so far.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    /// <summary>Lines of an instruments file.</summary>
    internal static string[] InstrumentsFile() =>
    [
        JsonSerializer.Serialize(Terms.Select(terms => new Dictionary<string, object>
        {
            ["exchange"] = terms.Instrument.Exchange,
            ["symbol"] = terms.Symbol,
            ["kind"] = terms.Kind,
            ["base"] = terms.Base,
            ["quote"] = terms.Quote,
            ["settle"] = terms.Settle,
            ["multiplier"] = terms.Multiplier,
        })),
    ];

    /// <summary>Sends fills at a steady rate; completes when the brokers have all of them.</summary>
    internal async Task Send(int fills, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat);
        var stored = new List<Task>();
        for (var left = fills; left > 0; await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = Math.Min(left, (int)(PerSecond * Beat.TotalSeconds));
            for (var i = 0; i < now; i++)
            {
                stored.Add(Send(Fill(_sent), cancellationToken));
                Volatile.Write(ref _sent, _sent + 1);
            }

            left -= now;
        }

        await Task.WhenAll(stored);
    }

    /// <summary>The number of fills that are booked.</summary>
    internal static async Task<long> Booked(ConnectedClient connected, CancellationToken cancellationToken)
    {
        var booked = 0L;
        foreach (var terms in Terms)
        {
            try
            {
                var view = await connected.Client.GetLedgers(Portfolio, terms.Instrument, cancellationToken);
                booked += view.Ledgers.Sum(ledger => ledger.Position.Fills);
            }
            catch (Exception e) when (e is Ballast.Client.BallastNotFoundException or Ballast.Client.BallastUnavailableException)
            {
                // Nothing of it is booked yet, or its inventory is on a silo that was just killed.
            }
        }

        return booked;
    }

    /// <summary>Every ledger holds every fill exactly once.</summary>
    internal async Task Check(ConnectedClient connected, CancellationToken cancellationToken)
    {
        foreach (var terms in Terms)
        {
            var view = await connected.Client.GetLedgers(Portfolio, terms.Instrument, cancellationToken);
            var ledger = Xunit.Assert.Single(view.Ledgers);
            Xunit.Assert.Equal((_counts[terms.Instrument], 0L, 0L), (ledger.Position.Fills, view.Conflicts, view.Refused));
            _folds[terms.Instrument].Check(ledger);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _producer?.Dispose();

    private async Task Send(Fill fill, CancellationToken cancellationToken)
    {
        _folds[fill.Instrument].Take(fill);
        _counts[fill.Instrument]++;
        await _send(fill.Instrument.ToString(), Line(fill), cancellationToken);
    }

    /// <summary>Sizes and prices that open, reduce, close and flip.</summary>
    private Fill Fill(int number)
    {
        var (terms, hash) = (Terms[number % Terms.Length], (uint)(number * 2_654_435_761L) >> 3);
        return new()
        {
            Instrument = terms.Instrument,
            Account = Account,
            Portfolio = Portfolio,
            TradeId = $"s-{number}",
            Side = hash / 89 % 2 == 0 ? Side.Buy : Side.Sell,
            Price = terms.Price + (terms.Tick * (hash % 997)),
            Quantity = terms.Lot * (1 + (hash % 89)),
            Fee = 0.0000001m * ((hash % 7) - 1m),
            FeeAsset = terms.Settle,
            VenueTime = _start + (TimeSpan.FromMilliseconds(2) * number),
            VenueSequence = number,
        };
    }

    /// <summary>The line as documented, written without any code of the program.</summary>
    private static string Line(Fill fill) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"timestamp":"{{fill.VenueTime}}","exchange":"{{fill.Instrument.Exchange}}","symbol":"{{fill.Instrument.Symbol}}","account":"{{fill.Account}}","portfolio":"{{fill.Portfolio}}","id":"{{fill.TradeId}}","side":"{{(fill.Side == Side.Buy ? "buy" : "sell")}}","price":"{{fill.Price}}","amount":"{{fill.Quantity}}","fee":"{{fill.Fee}}","fee_asset":"{{fill.FeeAsset}}","sequence":{{fill.VenueSequence}}}""");
}
