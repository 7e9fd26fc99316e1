namespace Ballast.Silo.Paper;

/// <summary>Settings of the paper market maker.</summary>
public sealed class PaperMakerOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "PaperMaker";

    /// <summary>Whether the silo runs it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Portfolio of its fills.</summary>
    public string Portfolio { get; set; } = "main";

    /// <summary>Account of its fills.</summary>
    public string Account { get; set; } = "paper";

    /// <summary>Instruments it quotes, as <c>exchange/symbol</c>.</summary>
    public IList<string> Instruments { get; } = [];

    /// <summary>Value of a full quote, in quote currency.</summary>
    public decimal QuoteNotional { get; set; } = 2_000m;

    /// <summary>Largest inventory, long or short, in full quotes.</summary>
    public decimal MaxInventoryQuotes { get; set; } = 20m;

    /// <summary>Shift of the reservation price at the largest inventory, in basis points of the mid; rounded to whole ticks.</summary>
    public decimal SkewBasisPoints { get; set; } = 0.5m;

    /// <summary>
    /// Fee of a fill as a fraction of its notional, in the settle asset; a rebate is negative. The default is what Binance charges its regular users
    /// for makers' fills of USDⓈ-M futures. There is no fee of a taker, because no fill of the maker is one.
    /// </summary>
    public decimal MakerFeeRate { get; set; } = 0.0002m;

    /// <summary>
    /// Part of every fill id. A portfolio must never see one twice, unless exactly the same input is replayed.
    /// When empty, <see cref="PaperMakerService"/> makes one from its start time.
    /// </summary>
    public string Run { get; set; } = "";

    /// <summary>Number of newest fills kept for reports; <see langword="null"/> keeps all, as a replay does.</summary>
    public int? KeptFills { get; set; } = 10_000;

    /// <summary>Time between steps of <see cref="PaperMakerService"/>.</summary>
    public TimeSpan StepEvery { get; set; } = TimeSpan.FromMilliseconds(100);
}
