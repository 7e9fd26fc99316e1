using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Reliability.Tests.Crash;

/// <summary>Fills and funding of one account in one instrument, recorded in batches up to a number, whatever becomes of the silo.</summary>
internal sealed class KillFlow(IBallastClient client, KillTerms terms, int most, Instant start)
{
    internal const string Portfolio = "kill";
    private const string Account = "own";
    private const int MaxPerBatch = 100;
    private const int FundingEvery = 500;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);

    private readonly List<LedgerEvent> _acknowledged = [];
    private LedgerEvent[] _inFlight = [];
    private int _count;

    internal KillTerms Terms => terms;

    /// <summary>Exactly what was acknowledged, folded.</summary>
    internal CostFold Fold { get; } = new(terms);

    /// <summary>Events acknowledged; may be read while recording.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Of them, fills.</summary>
    internal int Fills { get; private set; }

    internal IReadOnlyList<LedgerEvent> Acknowledged => _acknowledged;

    /// <summary>Records until stopped or done; what was not answered stays in flight.</summary>
    internal async Task Record(CancellationToken stop)
    {
        try
        {
            while (_count < most && !stop.IsCancellationRequested)
            {
                var batch = Math.Min(1 + (_count * 7 % MaxPerBatch), most - _count);
                _inFlight = [.. Enumerable.Range(_count, batch).Select(Make)];
                var receipts = await client.RecordEvents(_inFlight, stop);
                Expect(receipts, outcome => outcome == FillOutcome.Recorded);
                Acknowledge();
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or BallastUnavailableException)
        {
        }
    }

    /// <summary>Sends again what was not answered, of which any beginning may be in the journal.</summary>
    internal async Task Resend(CancellationToken cancellationToken)
    {
        if (_inFlight.Length > 0)
        {
            var receipts = await client.RecordEvents(_inFlight, cancellationToken);
            Expect(receipts, outcome => outcome is FillOutcome.Recorded or FillOutcome.Duplicate);
            Acknowledge();
        }
    }

    private void Expect(IReadOnlyList<FillReceipt> receipts, Func<FillOutcome, bool> isExpected)
    {
        if (receipts.FirstOrDefault(receipt => !isExpected(receipt.Outcome)) is { } odd)
        {
            throw new UnreachableException($"{terms}: a new event was answered {odd}");
        }
    }

    private void Acknowledge()
    {
        foreach (var booked in _inFlight)
        {
            Fold.Take(booked);
            Fills += booked is Fill ? 1 : 0;
        }

        _acknowledged.AddRange(_inFlight);
        _inFlight = [];
        Volatile.Write(ref _count, _acknowledged.Count);
    }

    private LedgerEvent Make(int number) =>
        number % FundingEvery == FundingEvery - 1 && !terms.IsSpot ? Funding(number) : Fill(number);

    /// <summary>By the rate and by the venue's amount in turn.</summary>
    private FundingPayment Funding(int number)
    {
        var isRate = number / FundingEvery % 2 == 0;
        return new()
        {
            Instrument = terms.Instrument,
            Account = Account,
            Portfolio = Portfolio,
            VenueTime = At(number),
            Source = isRate ? FundingSource.Rate : FundingSource.Venue,
            Rate = isRate ? 0.0001m * ((number % 7) - 3) : null,
            Mark = isRate ? terms.Price + terms.Tick : null,
            Amount = isRate ? null : 0.00000001m * (number % 10_007),
        };
    }

    /// <summary>Sizes and prices that open, reduce, close and flip, with no two digits alike; on spot some fees are paid in the base.</summary>
    private Fill Fill(int number)
    {
        var hash = (uint)(number * 2_654_435_761L) >> 3;
        var isBaseFee = terms.IsSpot && hash % 5 == 0;
        return new()
        {
            Instrument = terms.Instrument,
            Account = Account,
            Portfolio = Portfolio,
            TradeId = $"k-{number}",
            Side = hash / 89 % 2 == 0 ? Side.Buy : Side.Sell,
            Price = terms.Price + (terms.Tick * (hash % 997)),
            Quantity = terms.Lot * (1 + (hash % 89)),
            Fee = isBaseFee ? 0.00000001m * (hash % 11) : 0.0000001m * ((hash % 7) - 1m),
            FeeAsset = isBaseFee ? terms.Base : terms.Settle,
            VenueTime = At(number),
            VenueSequence = number,
        };
    }

    private Instant At(int number) => start + (Apart * number);
}
