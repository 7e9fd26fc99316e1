using Ballast.Grains.Fx;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Grains;

/// <summary>Options of figures: report currency, FX, marks and risk. Bound from the configuration's root section.</summary>
public sealed class BallastOptions
{
    /// <summary>Asset that portfolios report in.</summary>
    public string ReportCurrency { get; set; } = "USDT";

    /// <summary>Sources of FX rates.</summary>
    public FxOptions Fx { get; set; } = new();

    /// <summary>Age on the market clock past which a mark is no longer used.</summary>
    public TimeSpan MarkMaxAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Sources of marks.</summary>
    public MarkOptions Marks { get; set; } = new();

    /// <summary>Order books and their figures.</summary>
    public BookOptions Books { get; set; } = new();

    /// <summary>Samples, conventions and stresses of risk.</summary>
    public RiskOptions Risk { get; set; } = new();

    /// <summary>Parameters of the quoting models.</summary>
    public QuotingOptions Quoting { get; set; } = new();

    /// <summary>Which funding figures are booked.</summary>
    public FundingOptions Funding { get; set; } = new();

    /// <summary>Rates of fees that the market has none for.</summary>
    public FeeOptions Fees { get; set; } = new();

    /// <summary>Horizons and size buckets of markouts.</summary>
    public MarkoutOptions Markouts { get; set; } = new();

    /// <summary>Portfolio by account, for events that name no portfolio. When any account is configured, events of other accounts are refused.</summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
