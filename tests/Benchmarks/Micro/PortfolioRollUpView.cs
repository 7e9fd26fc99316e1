using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>What does a view of a portfolio cost of which five positions changed, and the update that a watcher is sent?</summary>
[MemoryDiagnoser]
public class PortfolioRollUpView
{
    private const string Desk = "desk";
    private const int Changed = 5;

    private readonly TableRates _rates = new("USDT");
    private readonly RollUpParts _parts = new() { Portfolio = Desk, TranslationOf = _ => FxTranslation.Empty };
    private PositionView[][] _positions = [];
    private PortfolioLedgers _ledgers = null!;
    private PortfolioView _before = null!;
    private int _next;

    [Params(50, 1_000)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Sum()
    {
        _rates.Use(FxTable.Empty with { Version = 1, Quotes = [new("BTC", "USDT", 60_000m, default)] });

        // Two versions of each position, which replace each other.
        _positions = [.. Enumerable.Range(0, 2 * Positions).Select(i => new[] { SomePosition(i % Positions, i) })];
        _ledgers = new(Desk, [.. _positions.Take(Positions).Select(only => only[0])]);
        _before = PortfolioFigures.View(_parts, _ledgers, _rates);
    }

    [Benchmark]
    public PortfolioView View()
    {
        for (var i = 0; i < Changed; i++)
        {
            _next = (_next + 1) % _positions.Length;
            _ledgers.TryReplace(Desk, _positions[_next][0].Instrument, _positions[_next]);
        }

        return PortfolioFigures.View(_parts, _ledgers, _rates);
    }

    [Benchmark]
    public PortfolioView? ViewOverTheUpdate()
    {
        var update = PortfolioUpdate.Between(_before, View());
        return _before = update.Over(_before)!;
    }

    private static PositionView SomePosition(int index, int version)
    {
        var amount = 1_234.56m + (version / 1_000m);
        return new()
        {
            Instrument = new("bench", $"I{index:0000}"),
            Account = "mm-1",
            Portfolio = Desk,
            Quantity = 1,
            OpenCost = 60_000m,
            AverageEntry = 60_000m,
            Realized = 0,
            Unrealized = amount,
            Fees = 0.5m,
            FeesUnconverted = new Dictionary<string, decimal>(),
            Funding = 0,
            Total = amount - 0.5m,
            Reason = null,
            Mark = 60_000m + amount,
            MarkSource = MarkSource.Mid,
            MarkTime = new(version),
            Settle = index % 3 == 0 ? "BTC" : "USDT",
            Contract = new(ContractKind.Linear, 1),
            Fills = 1,
            LastFillAt = default(Instant),
            StateHash = "",
            Attribution = PnlAttribution.Zero with { Inventory = amount, Fees = 0.5m, Total = amount - 0.5m, PartialTotal = amount - 0.5m },
        };
    }
}
