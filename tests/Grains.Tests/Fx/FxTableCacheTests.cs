using System.Collections.Concurrent;
using System.Threading.Channels;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;

namespace Ballast.Grains.Tests.Fx;

/// <summary>A silo is sent the FX table when it has changed, and asks for it only while its watch is not open.</summary>
public sealed class FxTableCacheTests : IDisposable
{
    private readonly CountedTimers _time = new();
    private readonly MarketClock _clock;
    private readonly IGrainFactory _grains;
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly Channel<HeldWatch> _opened = Channel.CreateUnbounded<HeldWatch>();
    private readonly List<FxTableCache> _silos = [];
    private FxTable _asked = FxTable.Empty;
    private int _watches;

    public FxTableCacheTests()
    {
        _clock = new(_time);
        (_grains, var stubs) = StubGrains.Create();
        stubs.Add<IFxGrain>((_, method, arguments) =>
        {
            if (method == nameof(IFxGrain.Watch))
            {
                Interlocked.Increment(ref _watches);
                var watch = new HeldWatch();
                _opened.Writer.TryWrite(watch);
                return watch.Read((CancellationToken)arguments[0]!);
            }

            _calls.Enqueue(method);
            return method == nameof(IFxGrain.GetTable) ? Task.FromResult(_asked) : Task.CompletedTask;
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _silos.ForEach(silo => silo.Dispose());

    [Fact]
    public async Task A_change_is_sent_once_to_each_silo_and_nothing_is_asked_for_while_nothing_changes()
    {
        (FxTableCache Silo, HeldWatch Watch)[] open = [await Open(Table(1, 5)), await Open(Table(1, 5)), await Open(Table(1, 5))];
        _calls.Clear();
        await Look(open, 5m);
        _time.Advance(TimeSpan.FromMinutes(10));
        await Look(open, 5m);

        foreach (var (_, watch) in open)
        {
            await watch.Send(Table(2, 6));
        }

        await Look(open, 6m);
        Assert.Empty(_calls);
        Assert.Equal(open.Length, _watches);
    }

    [Fact]
    public async Task Between_two_tables_the_ages_of_the_rates_go_on()
    {
        var sent = Table(1, 5);
        var (silo, _) = await Open(sent);

        _time.Advance(sent.MaxAge);
        Assert.Equal((5m, _clock.Now), (await Rate(silo), (await silo.Get(["COIN"])).Now));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await Rate(silo));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watch_that_ends_is_opened_again_after_a_second_and_until_then_each_table_is_asked_for(bool fails)
    {
        var (silo, watch) = await Open(Table(1, 5));
        var timers = _time.Timers;

        watch.End(fails ? new TimeoutException("the grain has moved") : null);
        await Eventually.Until("the pause before the next watch", Waiting.Patience, () => Task.FromResult(_time.Timers > timers), Token);

        foreach (var rate in (decimal[])[6, 7])
        {
            _calls.Clear();
            _asked = Table(2, rate);
            Assert.Equal(rate, await Rate(silo));
            Assert.Equal([nameof(IFxGrain.GetTable)], _calls);
        }

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(1, _watches);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await (await NextWatch()).Send(Table(3, 8));
        _calls.Clear();

        Assert.Equal(8m, await Rate(silo));
        Assert.Empty(_calls);
        Assert.Equal(2, _watches);
    }

    [Fact]
    public async Task A_table_that_was_overtaken_by_one_asked_for_is_not_taken()
    {
        var (silo, watch) = await Open(Table(1, 5));
        var onItsWay = Table(2, 6);
        _time.Advance(TimeSpan.FromSeconds(1));
        _asked = Table(3, 7);
        await silo.Refresh(["COIN"]);

        await watch.Send(onItsWay);

        Assert.Equal(7m, await Rate(silo));
    }

    [Fact]
    public async Task A_new_asset_is_told_once_and_its_first_table_is_asked_for()
    {
        var (silo, _) = await Open(Table(1, 5));
        _calls.Clear();

        for (var i = 0; i < 10; i++)
        {
            await silo.Get(["COIN", "OTHER"]);
        }

        Assert.Equal([nameof(IFxGrain.Need), nameof(IFxGrain.GetTable)], _calls);
    }

    /// <summary>A silo whose watch is open and has sent a table.</summary>
    private async Task<(FxTableCache Silo, HeldWatch Watch)> Open(FxTable first)
    {
        var silo = new FxTableCache(_grains, new(_grains, Options.Create(new BallastOptions())), _clock, _time, NullLogger<FxTableCache>.Instance);
        _silos.Add(silo);

        // The first look tells the asset, the second opens the watch.
        await silo.Get(["COIN"]);
        await silo.Get(["COIN"]);
        var watch = await NextWatch();
        await watch.Send(first);
        return (silo, watch);
    }

    private async Task<HeldWatch> NextWatch() => await _opened.Reader.ReadAsync(Token).AsTask().WaitAsync(Waiting.Patience, Token);

    private static async Task Look((FxTableCache Silo, HeldWatch Watch)[] open, decimal mid)
    {
        for (var i = 0; i < 100; i++)
        {
            foreach (var (silo, _) in open)
            {
                Assert.Equal(mid, Assert.Single((await silo.Get(["COIN"])).Quotes).Mid);
            }
        }
    }

    private static async Task<decimal?> Rate(FxTableCache silo) => (await silo.Get(["COIN"])).Convert("COIN", "USDT")?.Rate;

    private FxTable Table(long version, decimal mid) => new()
    {
        Version = version,
        Now = _clock.Now,
        MaxAge = TimeSpan.FromSeconds(60),
        Quotes = [new("COIN", "USDT", mid, _clock.Now)],
    };

    /// <summary>One open watch, which the test feeds.</summary>
    private sealed class HeldWatch
    {
        private readonly Channel<FxTable> _tables = Channel.CreateUnbounded<FxTable>();
        private readonly Channel<FxTable> _taken = Channel.CreateUnbounded<FxTable>();

        internal async IAsyncEnumerable<FxTable> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (var table in _tables.Reader.ReadAllAsync(stop))
            {
                yield return table;

                // The silo has asked for the next one.
                _taken.Writer.TryWrite(table);
            }
        }

        /// <summary>Completes when the silo has taken the table.</summary>
        internal async Task Send(FxTable table)
        {
            _tables.Writer.TryWrite(table);
            Assert.Same(table, await _taken.Reader.ReadAsync(Token).AsTask().WaitAsync(Waiting.Patience, Token));
        }

        internal void End(Exception? fault) => _tables.Writer.Complete(fault);
    }
}
