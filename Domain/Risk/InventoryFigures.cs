using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Domain.Risk;

/// <summary>How a portfolio's inventory of one instrument behaves, all accounts together.</summary>
[GenerateSerializer, Immutable, Alias("ballast.inventory-figures")]
public sealed record InventoryFigures
{
    /// <summary>Which instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Time these are of.</summary>
    [Id(1)] public required Instant At { get; init; }

    /// <summary>Signed, in the venue's unit of amount.</summary>
    [Id(2)] public required decimal Quantity { get; init; }

    /// <summary>The contract's terms in short.</summary>
    [Id(3)] public required ContractValue Contract { get; init; }

    /// <summary>Mean age of what is open, first in first out, weighted by quantity; <see langword="null"/> with <see cref="AgeReason"/>.</summary>
    [Id(4)] public required TimeSpan? Age { get; init; }

    /// <summary>Why there is no age.</summary>
    [Id(5)] public string? AgeReason { get; init; }

    /// <summary>Quantity traded over <see cref="Window"/>; voided fills did not trade.</summary>
    [Id(6)] public required decimal Traded { get; init; }

    /// <summary>Mean of the absolute inventory at the whole seconds of it.</summary>
    [Id(7)] public required double? MeanInventory { get; init; }

    /// <summary>Times the mean inventory was traded over the window; <see langword="null"/> with <see cref="TurnoverReason"/>.</summary>
    [Id(8)] public required double? Turnover { get; init; }

    /// <summary>Why there is no turnover.</summary>
    [Id(9)] public string? TurnoverReason { get; init; }

    /// <summary>Slope of the inventory on that a second before; <see langword="null"/> with <see cref="HalfLifeReason"/>.</summary>
    [Id(10)] public required double? Phi { get; init; }

    /// <summary>Time in which half of a deviation from the mean level is gone; <see langword="null"/> with <see cref="HalfLifeReason"/>.</summary>
    [Id(11)] public required double? HalfLifeSeconds { get; init; }

    /// <summary>Level it reverts to, in the venue's unit of amount.</summary>
    [Id(12)] public required double? MeanLevel { get; init; }

    /// <summary>Why there is no half-life.</summary>
    [Id(13)] public string? HalfLifeReason { get; init; }

    /// <summary>Stretch that turnover and half-life are of.</summary>
    [Id(14)] public required TimeSpan Window { get; init; }

    /// <summary>Whole seconds in it at which the inventory is known.</summary>
    [Id(15)] public required int Observations { get; init; }

    /// <summary>Works them out.</summary>
    /// <param name="terms">The instrument.</param>
    /// <param name="lots">Open lots of every account, first in first out.</param>
    /// <param name="history">Inventory at whole seconds, and what traded.</param>
    /// <param name="at">Time of the figures; not before the lots'.</param>
    public static InventoryFigures Of(Instrument terms, IReadOnlyCollection<Lot> lots, InventoryHistory history, Instant at)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(lots);
        ArgumentNullException.ThrowIfNull(history);
        var (age, ageReason) = AgeOf(lots, at);
        var levels = history.Levels;
        var mean = levels.Length > 0 ? levels.Average(Math.Abs) : (double?)null;
        var isHeld = mean > 0 && double.IsFinite(mean.Value);
        var fit = InventoryHalfLife.Fit(levels, TimeSpan.FromSeconds(1));
        return new()
        {
            Instrument = terms.Id,
            At = at,
            Quantity = lots.Sum(lot => lot.Quantity),
            Contract = terms.Contract,
            Age = age,
            AgeReason = ageReason,
            Traded = history.Traded,
            MeanInventory = mean,
            Turnover = isHeld ? (double)history.Traded / mean : null,
            TurnoverReason = isHeld ? null : levels.Length == 0 ? "no whole second of the inventory is known" : "nothing was held",
            Phi = fit?.Phi,
            HalfLifeSeconds = fit?.Seconds,
            MeanLevel = fit?.MeanLevel,
            HalfLifeReason = fit switch
            {
                null when levels.Length < 3 => $"the inventory is known at {levels.Length} whole seconds; 3 are needed",
                null => "the inventory did not change",
                { Seconds: null } => $"the inventory does not revert: its slope on that a second before is {fit.Phi:G6}, not between 0 and 1",
                _ => null,
            },
            Window = TimeSpan.FromSeconds(Math.Max(0, levels.Length - 1)),
            Observations = levels.Length,
        };
    }

    /// <summary>Mean age of lots, each weighted by its quantity whatever its sign.</summary>
    public static (TimeSpan? Age, string? Reason) AgeOf(IReadOnlyCollection<Lot> lots, Instant at)
    {
        ArgumentNullException.ThrowIfNull(lots);
        if (lots.Count == 0)
        {
            return (null, "nothing is open");
        }

        var unknown = lots.Count(lot => lot.Opened == default);
        if (unknown > 0)
        {
            return (null, $"{unknown} of {lots.Count} lots are from before times of opening were kept");
        }

        var (seconds, weight) = (0.0, 0.0);
        foreach (var lot in lots)
        {
            var size = Math.Abs((double)lot.Quantity);
            seconds += size * Math.Max(0, (at - lot.Opened).TotalSeconds);
            weight += size;
        }

        return (TimeSpan.FromSeconds(seconds / weight), null);
    }
}
