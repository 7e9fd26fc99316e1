using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Clients;

/// <summary>While an inventory takes no events, however many callers wait, one call at a time asks it again.</summary>
public sealed class BusyInventoryTests
{
    private const int Callers = 50;

    private static readonly InstrumentId Instrument = InstrumentId.Parse("a/X");

    private readonly IGrainFactory _factory;
    private readonly StubGrains _stubs;
    private int _calls;

    public BusyInventoryTests() => (_factory, _stubs) = StubGrains.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_of_a_busy_inventory_do_not_each_send_their_events_again()
    {
        _stubs.Add<IInventoryGrain>((_, _, _) => Answer(isBusy: true));
        var recording = Recording(TimeSpan.FromSeconds(2));

        var refused = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Assert.ThrowsAsync<BallastUnavailableException>(() => Send(recording, i))));

        // Waits of at least 125, 250, 500 and 1,000 ms are between the first five calls, and a caller that did not wait comes between two of them at most.
        Assert.InRange(_calls, 2, 10);
        Assert.All(refused, thrown => Assert.Contains("last: busy", thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_caller_is_answered_once_the_inventory_takes_events()
    {
        const int Refusals = 3;
        _stubs.Add<IInventoryGrain>((_, _, _) => Answer(isBusy: Volatile.Read(ref _calls) < Refusals));
        var recording = Recording(TimeSpan.FromMinutes(2));

        var receipts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Send(recording, i)));

        Assert.All(receipts, receipt => Assert.Equal(FillOutcome.Recorded, receipt[0].Outcome));
        Assert.Equal(Callers + Refusals, _calls);
    }

    [Fact]
    public async Task Another_error_of_a_busy_inventory_is_its_callers_and_ends_the_waiting()
    {
        _stubs.Add<IInventoryGrain>((_, _, _) => Volatile.Read(ref _calls) switch
        {
            0 => Answer(isBusy: true),
            1 => Failed(),
            _ => Answer(isBusy: false),
        });
        var recording = Recording(TimeSpan.FromMinutes(2));

        await Assert.ThrowsAsync<ArgumentException>(() => Send(recording, 1));
        await Send(recording, 2);

        Assert.Equal(3, _calls);

        Task<RecordedFills> Failed()
        {
            _calls++;
            return Task.FromException<RecordedFills>(new ArgumentException("of another portfolio"));
        }
    }

    [Fact]
    public async Task A_grain_is_told_how_long_its_caller_waits()
    {
        TimeSpan? told = null;
        _stubs.Add<IInventoryGrain>((_, _, _) =>
        {
            told = CallerPatience.Take();
            return Answer(isBusy: false);
        });

        await Send(Recording(TimeSpan.FromMinutes(2)), 1);

        Assert.InRange(told!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        Assert.Null(CallerPatience.Take());
    }

    private Task<RecordedFills> Answer(bool isBusy)
    {
        Interlocked.Increment(ref _calls);
        return isBusy
            ? Task.FromException<RecordedFills>(new InventoryBusyException("busy"))
            : Task.FromResult(new RecordedFills([new("t", FillOutcome.Recorded, null)], null));
    }

    private EventRecording Recording(TimeSpan timeout) => new(_factory, new Retry(timeout, TimeProvider.System));

    private static Task<IReadOnlyList<FillReceipt>> Send(EventRecording recording, int i) => recording.Send(
        new("RecordFills", (grain, portfolio, batch) => grain.RecordEvents(portfolio, batch)), [Some.Fill(Instrument, "main", $"t{i}")], Token);
}
