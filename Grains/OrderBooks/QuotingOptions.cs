using System.Globalization;

namespace Ballast.Grains.OrderBooks;

/// <summary>Parameters of the quoting models that no market shows.</summary>
public sealed class QuotingOptions
{
    /// <summary>γ: aversion to risk, in one over quote currency. At 0.01, 1 BTC held skews by 0.01·σ²·τ: some 20 USDT at σ = 6 USDT by √s.</summary>
    public double Gamma { get; set; } = 0.01;

    /// <summary>τ of Avellaneda and Stoikov's model: time over which inventory is at risk.</summary>
    public TimeSpan Horizon { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Size of a quote, in the venue's unit of amount.</summary>
    public decimal Size { get; set; } = 1m;

    /// <summary>Sizes by instrument, as <c>exchange/symbol</c>, where they differ.</summary>
    public IDictionary<string, decimal> Sizes { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Over how long turnover and half-life of an inventory are taken, in whole seconds.</summary>
    public TimeSpan InventoryWindow { get; set; } = TimeSpan.FromHours(1);

    internal decimal SizeOf(InstrumentId instrument) => Sizes.TryGetValue(instrument.ToString(), out var size) ? size : Size;

    internal IEnumerable<string> Faults()
    {
        if (!(Gamma > 0) || !double.IsFinite(Gamma))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Quoting:Gamma is {Gamma}; it must be positive, e.g. 0.01.");
        }

        if (Horizon <= TimeSpan.Zero || Horizon > TimeSpan.FromDays(365))
        {
            yield return $"Quoting:Horizon is {Horizon}; it must be positive and at most 365 days.";
        }

        foreach (var (key, size) in Sizes.Select(entry => ($"Sizes:{entry.Key}", entry.Value)).Prepend(("Size", Size)).Where(entry => entry.Item2 <= 0))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Quoting:{key} is {size}; it must be positive.");
        }

        foreach (var text in Sizes.Keys.Where(text => !InstrumentId.TryParse(text, out _)))
        {
            yield return $"Quoting:Sizes holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.";
        }

        if (InventoryWindow < TimeSpan.FromSeconds(3) || InventoryWindow > TimeSpan.FromDays(1) || InventoryWindow.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return $"Quoting:InventoryWindow is {InventoryWindow}; it must be whole seconds from 3 to 86400.";
        }
    }
}
