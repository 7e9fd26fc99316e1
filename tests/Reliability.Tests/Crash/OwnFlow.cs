using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>Own fills of one instrument, recorded through the client library as fast as they are acknowledged.</summary>
/// <param name="client">Reaches the silo through its gateway, and outlives it.</param>
/// <param name="terms">Lot, tick and rough price of the instrument.</param>
internal sealed class OwnFlow(IBallastClient client, FlowTerms terms)
{
    internal const string Portfolio = "test";
    internal const string Account = "own";
    private const int MaxPerBatch = 20;

    private readonly List<Fill> _acknowledged = [];
    private int _number;

    /// <summary>What is traded.</summary>
    public FlowTerms Terms => terms;

    /// <summary>Every fill that was acknowledged, in order.</summary>
    public IReadOnlyList<Fill> Acknowledged => _acknowledged;

    /// <summary>Number of <see cref="Acknowledged"/>; may be read while recording.</summary>
    public int Count => Volatile.Read(ref _number);

    /// <summary>Sent and not answered: it may or may not be in the journal.</summary>
    public Fill[] InFlight { get; private set; } = [];

    /// <summary>Records until stopped; what was not answered stays in <see cref="InFlight"/>.</summary>
    public async Task Record(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                InFlight = [.. Enumerable.Range(0, 1 + (_number % MaxPerBatch)).Select(Next)];
                var receipts = await client.RecordFills(InFlight, stop);
                if (receipts.FirstOrDefault(receipt => receipt.Outcome != FillOutcome.Recorded) is { } odd)
                {
                    throw new UnreachableException($"{terms.Instrument}: a new fill was answered {odd}");
                }

                Acknowledge();
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or BallastUnavailableException)
        {
        }
    }

    /// <summary>Sends what was in flight again; answers how many of it the journal held already.</summary>
    public async Task<int> Resend(CancellationToken cancellationToken)
    {
        if (InFlight.Length == 0)
        {
            return 0;
        }

        var outcomes = (await client.RecordFills(InFlight, cancellationToken)).Select(receipt => receipt.Outcome).ToArray();
        if (outcomes.Any(outcome => outcome is not (FillOutcome.Recorded or FillOutcome.Duplicate)))
        {
            throw new UnreachableException($"{terms.Instrument}: sending again was answered {string.Join(", ", outcomes)}");
        }

        Acknowledge();
        return outcomes.Count(outcome => outcome == FillOutcome.Duplicate);
    }

    private void Acknowledge()
    {
        _acknowledged.AddRange(InFlight);
        Volatile.Write(ref _number, _acknowledged.Count);
        InFlight = [];
    }

    /// <summary>Sizes and prices that open, reduce, close and flip, with no two digits alike.</summary>
    private Fill Next(int offset)
    {
        var number = _number + offset;
        var hash = (uint)(number * 2_654_435_761L);
        return new()
        {
            Instrument = terms.Instrument,
            Account = Account,
            Portfolio = Portfolio,
            TradeId = $"own-{number}",
            Side = hash % 2 == 0 ? Side.Buy : Side.Sell,
            Price = terms.Price + (terms.Tick * (hash % 997)),
            Quantity = terms.Lot * (1 + (hash % 89)),
            Fee = terms.Fee * (hash % 7),
            VenueTime = Instant.From(TimeProvider.System.GetUtcNow()),
            VenueSequence = number,
        };
    }
}

/// <summary>What a flow needs to know of its instrument.</summary>
internal sealed record FlowTerms(InstrumentId Instrument, ContractValue Contract, decimal Price, decimal Tick, decimal Lot, decimal Fee)
{
    /// <summary>The instruments of the simulated market.</summary>
    public static FlowTerms[] All { get; } =
    [
        new(InstrumentId.Parse("sim-spot/BTCUSDT"), new(ContractKind.Spot, 1m), 60_000m, 0.01m, 0.00001m, 0.01m),
        new(InstrumentId.Parse("sim-spot/ETHUSDT"), new(ContractKind.Spot, 1m), 2_500m, 0.01m, 0.0001m, 0.01m),
        new(InstrumentId.Parse("sim-futures/BTCUSDT"), new(ContractKind.Linear, 1m), 60_000m, 0.1m, 0.001m, -0.01m),
        new(InstrumentId.Parse("sim-delivery/BTCUSD_PERP"), new(ContractKind.Inverse, 100m), 60_000m, 0.1m, 1m, 0.0000001m),
    ];
}
