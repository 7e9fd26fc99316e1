using System.Globalization;

namespace Ballast.Grains.OrderBooks;

/// <summary>Parameters of the quoting models that cannot be estimated from the market.</summary>
public sealed class QuotingOptions
{
    /// <summary>γ: risk aversion, in units of 1/quote currency. At 0.01 a holding of 1 BTC moves the quotes by 0.01·σ²·τ, about 20 USDT at σ = 6 USDT/√s.</summary>
    public double Gamma { get; set; } = 0.01;

    /// <summary>τ of Avellaneda and Stoikov's model: time over which inventory is at risk.</summary>
    public TimeSpan Horizon { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Size of a quote, in the venue's unit of amount.</summary>
    public decimal Size { get; set; } = 1m;

    /// <summary>Sizes by instrument, as <c>exchange/symbol</c>, where they differ.</summary>
    public IDictionary<string, decimal> Sizes { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Window of an inventory's turnover and half-life, in whole seconds.</summary>
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
