namespace Ballast.Silo.Paper;

/// <summary>How the paper market maker quotes and books.</summary>
public sealed class PaperMakerOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "PaperMaker";

    /// <summary>Whether the silo runs it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Portfolio its fills belong to.</summary>
    public string Portfolio { get; set; } = "main";

    /// <summary>Account its fills are booked on.</summary>
    public string Account { get; set; } = "paper";

    /// <summary>Instruments it quotes, as <c>exchange/symbol</c>.</summary>
    public IList<string> Instruments { get; } = [];

    /// <summary>Value of a full quote, in quote currency.</summary>
    public decimal QuoteNotional { get; set; } = 2_000m;

    /// <summary>Largest inventory on either side, in full quotes.</summary>
    public decimal MaxInventoryQuotes { get; set; } = 20m;

    /// <summary>Shift of the reservation price at the largest inventory, in basis points of the mid; rounded to whole ticks.</summary>
    public decimal SkewBasisPoints { get; set; } = 0.5m;

    /// <summary>Fee of a fill as a fraction of its notional, in the settle asset; a rebate is negative.</summary>
    public decimal MakerFeeRate { get; set; }

    /// <summary>
    /// Part of every fill id; never use one twice for the same portfolio unless the very same input is played again.
    /// Empty: <see cref="PaperMakerService"/> takes one from the time it starts.
    /// </summary>
    public string Run { get; set; } = "";

    /// <summary>Newest fills kept for reports; <see langword="null"/> keeps all, as a replay does.</summary>
    public int? KeptFills { get; set; } = 10_000;

    /// <summary>Time between steps of <see cref="PaperMakerService"/>.</summary>
    public TimeSpan StepEvery { get; set; } = TimeSpan.FromMilliseconds(100);
}
