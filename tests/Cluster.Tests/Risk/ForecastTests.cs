using Ballast.Client;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.Portfolios.Forecasts;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Cluster.Tests.Risk;

/// <summary>Forecasts that a portfolio makes from closed seconds and samples of real books. The members are instruments whose pushes the test sends.</summary>
public sealed class ForecastTests(BallastCluster cluster)
{
    private const int Points = 250;
    private const int PerSecond = 10;
    private const long GridMicros = Instant.PerSecond / PerSecond;

    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("forecast"));
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly double[] _mids = Walk();
    private Instant _start;
    private int _version;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    [Fact]
    public async Task Every_closed_grid_point_has_a_forecast_of_what_was_known_there_and_its_clean_outcome()
    {
        await Publish();
        await Join(_portfolio);
        await Close(_portfolio, 0, 24, second => second - 12);

        var forecasts = await Forecasts(_portfolio);

        Assert.Equal(Enumerable.Range(0, 25).Select(At), forecasts.Select(forecast => forecast.At));
        foreach (var (second, forecast) in forecasts.Index())
        {
            var quantity = second - 12m;
            var report = RiskComputation.Compute(Known(second, quantity, forecast.Conventions.Settings), null, Unfitted);
            Assert.Equal(RiskMethods.All, forecast.Figures.Select(figure => figure.Method));

            // A report says that nothing held risks 0; a forecast of it would only thin out the backtests.
            Assert.Equal(
                report.Figures.Select(figure => quantity == 0 ? (null, null, "no open position") : (figure.ValueAtRisk, figure.ExpectedShortfall, figure.Reason)),
                forecast.Figures.Where(figure => Unfitted.Contains(figure.Method)).Select(figure => (figure.ValueAtRisk, figure.ExpectedShortfall, figure.Reason)));
            Assert.Equal(quantity != 0 && second >= 10, forecast.Figures[0].ValueAtRisk is not null);
            Assert.Equal(forecast.At + TimeSpan.FromMilliseconds(100), forecast.OutcomeAt);

            var from = second * PerSecond;
            var after = from + 1 < Points ? _mids[from + 1] : _mids[^1];
            Assert.Equal((double)quantity * Mark(second) * ((after / _mids[from]) - 1), forecast.Pnl!.Value, 1e-6);
            Assert.All(forecast.Figures, figure => Assert.Equal(
                figure.ValueAtRisk is { } value ? forecast.Pnl < -value : null, figure.IsException));
        }
    }

    [Fact]
    public async Task Positions_that_change_later_leave_a_forecast_as_it_is()
    {
        var other = new PortfolioId(BallastCluster.Unique("forecast"));
        await Publish();
        await Join(_portfolio);
        await Join(other);
        await Close(_portfolio, 0, 24, _ => 2);
        await Close(other, 0, 24, second => second <= 15 ? 2 : -7);

        var (same, changed) = (await Forecasts(_portfolio), await Forecasts(other));

        Assert.Equal(Figures(same[..16]), Figures(changed[..16]));
        Assert.NotEqual(Figures(same[16..]), Figures(changed[16..]));
        Assert.NotNull(same[15].Figures[0].ValueAtRisk);
    }

    [Fact]
    public async Task Forecasts_survive_a_restart_and_go_on_and_backtests_count_all_of_them()
    {
        await Publish();
        await Join(_portfolio);
        await Close(_portfolio, 0, 20, _ => 2);
        var before = await Forecasts(_portfolio);
        await cluster.Deactivate(Portfolio);
        var stored = await Portfolio.GetForecasts(_portfolio, default, new(Instant.MaxMicros), null, 10_000);
        Assert.Equal(Figures(before), Figures(stored));
        Assert.Equal(before.Select(forecast => (forecast.At, forecast.Pnl)), stored.Select(forecast => (forecast.At, forecast.Pnl)));

        await Close(_portfolio, 19, 24, _ => 2);

        var after = await Forecasts(_portfolio);
        Assert.Equal(Enumerable.Range(0, 25).Select(At), after.Select(forecast => forecast.At));
        Assert.Equal(Figures(before), Figures(after[..21]));
        var backtests = (await Portfolio.GetRisk(_portfolio)).Backtests;
        Assert.Equal(RiskMethods.All, backtests.Select(test => test.Method));
        var known = after.Where(forecast => forecast.Figures[0].ValueAtRisk is not null).ToArray();
        Assert.Equal((known.Length, known.Count(forecast => forecast.Figures[0].IsException == true)), (backtests[0].Observations, backtests[0].Exceptions));
        Assert.NotNull(backtests[0].Frequency);
        Assert.Equal((known[0].At, known[^1].At), (backtests[0].From, backtests[0].To));
    }

    [Fact]
    public async Task A_forecast_whose_outcome_a_restart_lost_says_so()
    {
        await Publish();
        await Join(_portfolio);
        await Close(_portfolio, 0, 12, _ => 2);
        var forecast = (await Forecasts(_portfolio))[^1];

        // As if it had crashed right after it stored one more.
        await Store().Append(_portfolio.Name, 0, Write(forecast, At(13)), Token);
        await cluster.Deactivate(Portfolio);

        var views = await Portfolio.GetForecasts(_portfolio, At(12), new(Instant.MaxMicros), RiskMethods.Normal, 10);

        Assert.Equal([null, "the portfolio was activated anew before its outcome"], views.Select(view => view.Reason));
        Assert.Equal([RiskMethods.Normal], views[1].Figures.Select(figure => figure.Method));
    }

    [Fact]
    public async Task What_the_store_did_not_take_is_stored_later()
    {
        await Publish();
        await Join(_portfolio);
        cluster.Faults.Fail($"forecasts of {_portfolio.Name}", new IOException("the store is down"));
        await Close(_portfolio, 0, 12, _ => 2);
        var made = await Forecasts(_portfolio);
        Assert.NotEmpty(made);
        Assert.Empty(await Stored());

        cluster.Faults.Heal($"forecasts of {_portfolio.Name}");
        await Portfolio.Flush();

        Assert.Equal(Enumerable.Range(0, 13).Select(At), (await Stored()).Select(forecast => forecast.At));
    }

    [Fact]
    public async Task Forecasts_that_take_longer_than_a_call_are_waited_for_in_several()
    {
        var (key, request) = ($"forecasts of {_portfolio.Name}", Guid.NewGuid());
        await Publish();
        await Join(_portfolio);
        cluster.Faults.Hold(key);
        await Close(_portfolio, 0, 12, _ => 2);

        Assert.False(await Portfolio.FlushSome(request, default));
        Assert.Empty(await Stored());
        cluster.Faults.LetGo(key);
        await Portfolio.Flush();

        Assert.Equal(Enumerable.Range(0, 13).Select(At), (await Stored()).Select(forecast => forecast.At));
    }

    [Fact]
    public async Task A_point_where_a_member_or_a_mark_is_missing_has_a_forecast_without_figures()
    {
        var second = cluster.SomePerpetual();
        await Publish();
        await Join(_portfolio);
        await Portfolio.RecordMember(second);
        ClosedValue held = new() { At = At(10), Value = PnlAttribution.Zero, Mark = null, Mid = null, Quantity = 1, Contract = new(ContractKind.Linear, 1) };
        await Portfolio.OnPositions([Push(second, held, held with { At = At(12), Quantity = 0 }), Push(_instrument, Closed(10, 12, _ => 2))]);

        var forecasts = await Forecasts(_portfolio);

        string?[] reasons = [$"{second}: no mark", $"{second} did not close {At(11)}", null];
        Assert.Equal(reasons, forecasts.Select(forecast => forecast.Figures[0].Reason));
        Assert.Equal(reasons, forecasts.Select(forecast => forecast.Reason));
        Assert.Equal([false, false, true], forecasts.Select(forecast => forecast.Pnl is not null));
        Assert.Equal([At(10), At(11), At(12)], (await Stored()).Select(forecast => forecast.At));
    }

    [Fact]
    public async Task The_store_gives_back_what_was_appended_by_chunk_until_it_is_dropped()
    {
        var store = Store();
        var name = _portfolio.Name;
        var forecast = new Forecast { At = At(1), Observations = 7, AsOf = At(1), Figures = [new(1.5, 2.5, "flag", null), new(null, null, null, "why")] };
        var conventions = Conventions(new() { Grid = TimeSpan.FromSeconds(1), Confidence = 0.95 });
        await store.Begin(name, 3, Token);
        await store.Begin(name, 2, Token);
        await store.Append(name, 3, new() { Conventions = conventions, Forecasts = [forecast], Outcomes = [] }, Token);
        await store.Append(name, 3, new() { Forecasts = [], Outcomes = [new(At(1), -3.5, null)] }, Token);

        Assert.Equal([2, 3], await store.List(name, Token));
        var writes = await store.Read(name, 3, Token);
        Assert.True(conventions.Agrees(writes[0].Conventions!));
        Assert.Equal(forecast.Figures, writes[0].Forecasts[0].Figures);
        Assert.Equal((forecast.At, 7, null), (writes[0].Forecasts[0].At, writes[0].Forecasts[0].Observations, writes[1].Conventions));
        Assert.Equal([new(At(1), -3.5, null)], writes[1].Outcomes);
        Assert.Empty(await store.Read(name, 2, Token));

        await store.Drop(name, 3, Token);
        Assert.Equal([2], await store.List(name, Token));
        Assert.Empty(await store.Read(name, 3, Token));
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_by_client_and_grain()
    {
        async Task Refused(string fault, Instant from, Instant to, string? method, int limit)
        {
            var byClient = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.GetForecasts(_portfolio.Name, from, to, method, limit, Token));
            var byGrain = await Assert.ThrowsAsync<ArgumentException>(() => Portfolio.GetForecasts(_portfolio, from, to, method, limit));
            Assert.StartsWith(fault, byClient.Message, StringComparison.Ordinal);
            Assert.Equal(byClient.Message, byGrain.Message);
        }

        await Refused("to is ", new(5), new(4), null, 1);
        await Refused("method is 'guess'; it must be historical", default, default, "guess", 1);
        await Refused("limit is 0; it must be from 1 to 10000", default, default, null, 0);
        await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetForecasts(_portfolio.Name, default, new(5), null, 1, Token));
    }

    private static readonly string[] Unfitted = [.. RiskMethods.All.Except([RiskMethods.FilteredGarch, RiskMethods.MonteCarlo])];

    private static double[] Walk()
    {
        var random = new Random(5);
        var mids = new double[Points];
        for (var i = 0; i < Points; i++)
        {
            mids[i] = (i == 0 ? 1_000 : mids[i - 1]) + (i % 20 == 7 ? random.Next(-80, 81) : random.Next(-10, 11));
        }

        return mids;
    }

    private static List<(string, double?, double?, string?)> Figures(IEnumerable<ForecastView> forecasts) =>
        [.. forecasts.SelectMany(forecast => forecast.Figures).Select(figure => (figure.Method, figure.ValueAtRisk, figure.ExpectedShortfall, figure.Reason))];

    private static ForecastConventions Conventions(RiskSettings settings) => new()
    {
        Settings = settings,
        Currency = "USDT",
        Follows = new Dictionary<InstrumentId, InstrumentId>(),
        RefitEvery = 60,
        Methods = RiskMethods.All,
        IncludesBalances = true,
    };

    private static ForecastWrite Write(ForecastView like, Instant at) => new()
    {
        Conventions = like.Conventions,
        Forecasts = [new() { At = at, Observations = 0, AsOf = default, Figures = [], Reason = "none" }],
        Outcomes = [],
    };

    private IForecastStore Store() => cluster.Silos.First().GetRequiredService<IForecastStore>();

    private async Task<List<Forecast>> Stored()
    {
        var forecasts = new List<Forecast>();
        foreach (var chunk in await Store().List(_portfolio.Name, Token))
        {
            forecasts.AddRange((await Store().Read(_portfolio.Name, chunk, Token)).SelectMany(write => write.Forecasts));
        }

        return forecasts;
    }

    /// <summary>One mid at every point of the grid, and what closes them.</summary>
    private async Task Publish()
    {
        _start = new((Some.Now.Micros / Instant.PerSecond * Instant.PerSecond) - (40 * Instant.PerSecond));
        var feed = await cluster.StartFeed();
        Instant Time(int point) => new(_start.Micros + (point * GridMicros));
        await feed.Publish(_mids.Select((mid, i) => Some.Snapshot(_instrument, mid - 1, mid + 1, Time(i))));
        await feed.Publish(Some.Snapshot(_instrument, _mids[^1] - 1, _mids[^1] + 1, Time(Points + 30)));
    }

    private Instant At(int second) => new(_start.Micros + (second * Instant.PerSecond));

    /// <summary>Not the mid: what a position is valued at is up to its mark.</summary>
    private static double Mark(int second) => 1_000 + second;

    private RiskInputs Known(int second, decimal quantity, RiskSettings settings) => new()
    {
        Currency = "USDT",
        Legs = [new(_instrument, new(ContractKind.Linear, 1), quantity, (decimal)Mark(second), "USDT")],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) },
        Samples = [new(_instrument, At(0).Micros / GridMicros, _mids[..((second * PerSecond) + 1)])],
        Settings = settings,
    };

    private Task Join(PortfolioId portfolio) => cluster.Portfolio(portfolio.Name).RecordMember(_instrument);

    private Task Close(PortfolioId portfolio, int from, int to, Func<int, decimal> quantity) =>
        cluster.Portfolio(portfolio.Name).OnPositions([Push(_instrument, Closed(from, to, quantity))]);

    private ClosedValue[] Closed(int from, int to, Func<int, decimal> quantity) =>
    [
        .. Enumerable.Range(from, to - from + 1).Select(second => new ClosedValue
        {
            At = At(second),
            Value = PnlAttribution.Zero,
            Mark = (decimal)Mark(second),
            Mid = null,
            Quantity = quantity(second),
            Contract = new ContractValue(ContractKind.Linear, 1),
        }),
    ];

    private PositionPush Push(InstrumentId instrument, params ClosedValue[] closed) =>
        new() { Instrument = instrument, Epoch = 1, Version = ++_version, JournalLength = 1, Positions = [], Settle = "USDT", Closed = closed };

    private async Task<ForecastView[]> Forecasts(PortfolioId portfolio)
    {
        await cluster.Portfolio(portfolio.Name).Flush();
        return [.. await cluster.Client.GetForecasts(portfolio.Name, default, new(Instant.MaxMicros), cancellationToken: Token)];
    }
}
