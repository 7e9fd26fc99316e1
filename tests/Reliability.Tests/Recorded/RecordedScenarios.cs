using System.Text.Json;
using Ballast.Testing.Processes;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>Historical simulation from the raw mids, written down from the method's description and not from its code.</summary>
internal sealed class RecordedScenarios
{
    private const string Fx = "binance/BTCUSDT";
    private const long ClosingDelay = 2_000_000;
    private const long AgeLimit = 60_000_000;

    private readonly long _step;
    private readonly Dictionary<string, SortedDictionary<long, double>> _grids;

    /// <summary>Samples every recording by previous tick.</summary>
    public RecordedScenarios(IReadOnlyList<RawRecording> recordings, TimeSpan step)
    {
        _step = step.Ticks / TimeSpan.TicksPerMicrosecond;
        LastClosed = (recordings.Max(r => r.LastArrival) - ClosingDelay) / _step * _step;
        _grids = recordings.ToDictionary(r => r.Instrument, Sample);
    }

    /// <summary>Newest grid time that arrivals have passed by 2 s, in microseconds.</summary>
    public long LastClosed { get; }

    /// <summary>Profit of a reported portfolio in each scenario, in USDT.</summary>
    public double[] Pnl(JsonElement portfolio)
    {
        // What the inverse contract earned up to now is held in BTC.
        var ledgers = portfolio.GetProperty("positions").EnumerateArray().ToArray();
        var coins = (double)ledgers.Where(p => p.Text("settle") == "BTC").Sum(p => p.Number("realized") + p.Number("unrealized") - p.Number("fees") + p.Number("funding"));
        var positions = ledgers.Where(p => p.Number("quantity") != 0).ToArray();
        var needed = positions.Select(p => p.Text("instrument"))
            .Concat(coins != 0 || positions.Any(p => p.Text("settle") == "BTC") ? [Fx] : [])
            .Distinct().ToArray();
        var times = _grids[needed[0]].Keys.Where(time => needed.All(name => HasMove(_grids[name], time)));
        var rate = (double)ledgers.Single(p => p.Text("instrument") == Fx).Number("mark");
        return [.. times.Select(time => (coins * rate * (Move(_grids[Fx], time) - 1)) + positions.Sum(position =>
        {
            var mark = (double)position.Number("mark");
            var quantity = (double)position.Number("quantity");
            var multiplier = (double)position.GetProperty("contract").Number("multiplier");
            var shocked = mark * Move(_grids[position.Text("instrument")], time);
            return position.Text("settle") == "BTC"
                ? quantity * multiplier * ((1 / mark) - (1 / shocked)) * rate * Move(_grids[Fx], time)
                : quantity * multiplier * (shocked - mark);
        }))];
    }

    /// <summary>The loss at the tail probability, and the mean of the tail with the observation at its edge counted by its part.</summary>
    public static (double ValueAtRisk, double Shortfall) Tail(double[] pnl, double confidence)
    {
        var losses = pnl.Select(profit => -profit).OrderDescending().ToArray();
        var size = Math.Round((1 - confidence) * losses.Length, 9);
        var whole = (int)Math.Floor(size);
        var tail = losses.Take(whole).Sum() + ((size - whole) * losses[whole]);
        return (losses[(int)Math.Ceiling(size) - 1], tail / size);
    }

    private bool HasMove(SortedDictionary<long, double> grid, long time) => grid.ContainsKey(time) && grid.ContainsKey(time - _step);

    private double Move(SortedDictionary<long, double> grid, long time) => grid[time] / grid[time - _step];

    private SortedDictionary<long, double> Sample(RawRecording recording)
    {
        var grid = new SortedDictionary<long, double>();
        var mids = recording.Mids;
        var at = 0;
        for (var time = (mids[0].Venue + _step - 1) / _step * _step; time <= LastClosed; time += _step)
        {
            while (at + 1 < mids.Count && mids[at + 1].Venue <= time)
            {
                at++;
            }

            if (time - mids[at].Venue <= AgeLimit)
            {
                grid[time] = mids[at].Mid;
            }
        }

        return grid;
    }
}
