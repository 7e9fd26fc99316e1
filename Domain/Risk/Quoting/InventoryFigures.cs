using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Risk.Quoting;

/// <summary>Age, turnover and mean reversion of a portfolio's inventory in one instrument, over all accounts.</summary>
[GenerateSerializer, Immutable, Alias("ballast.inventory-figures")]
public sealed record InventoryFigures
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue time of the figures.</summary>
    [Id(1)] public required Instant At { get; init; }

    /// <summary>Signed inventory, in the venue's unit of amount.</summary>
    [Id(2)] public required decimal Quantity { get; init; }

    /// <summary>Value function of the contract.</summary>
    [Id(3)] public required ContractValue Contract { get; init; }

    /// <summary>Mean age of the open lots under first-in-first-out, weighted by quantity; <see langword="null"/> when unknown.</summary>
    [Id(4)] public required TimeSpan? Age { get; init; }

    /// <summary>Why the age is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(5)] public string? AgeReason { get; init; }

    /// <summary>Quantity traded during <see cref="Window"/>, without voided fills, in the venue's unit of amount.</summary>
    [Id(6)] public required decimal Traded { get; init; }

    /// <summary>
    /// Mean absolute inventory over the whole seconds of <see cref="Window"/>, in the venue's unit of amount; <see langword="null"/> when
    /// no second is known.
    /// </summary>
    [Id(7)] public required double? MeanInventory { get; init; }

    /// <summary>Quantity traded divided by the mean absolute inventory; <see langword="null"/> when undefined.</summary>
    [Id(8)] public required double? Turnover { get; init; }

    /// <summary>Why the turnover is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(9)] public string? TurnoverReason { get; init; }

    /// <summary>φ: slope of the regression of the inventory on its value one second earlier; <see langword="null"/> when it cannot be fitted.</summary>
    [Id(10)] public required double? Phi { get; init; }

    /// <summary>Seconds in which a deviation from the mean level halves; <see langword="null"/> when the inventory does not revert.</summary>
    [Id(11)] public required double? HalfLifeSeconds { get; init; }

    /// <summary>Level to which the inventory reverts, in the venue's unit of amount; <see langword="null"/> when it cannot be fitted.</summary>
    [Id(12)] public required double? MeanLevel { get; init; }

    /// <summary>Why the half-life is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(13)] public string? HalfLifeReason { get; init; }

    /// <summary>Length of the period used for turnover and half-life.</summary>
    [Id(14)] public required TimeSpan Window { get; init; }

    /// <summary>Number of whole seconds in it at which the inventory is known.</summary>
    [Id(15)] public required int Observations { get; init; }

    /// <summary>Computes the figures.</summary>
    /// <param name="terms">Contract terms of the instrument.</param>
    /// <param name="lots">Open lots of all accounts under first-in-first-out.</param>
    /// <param name="history">Inventory at whole seconds and the quantity traded.</param>
    /// <param name="at">Venue time of the figures, not before any lot was opened.</param>
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

    /// <summary>Mean age of lots, weighted by absolute quantity; or <see langword="null"/> and the reason.</summary>
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
