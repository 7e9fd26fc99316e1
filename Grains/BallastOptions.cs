using Ballast.Domain.Pnl;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.Portfolios;

namespace Ballast.Grains;

/// <summary>How figures are made: report currency, FX, marks and risk. Bound from the configuration's root section.</summary>
public sealed class BallastOptions
{
    /// <summary>Asset that portfolios report in.</summary>
    public string ReportCurrency { get; set; } = "USDT";

    /// <summary>Where rates come from.</summary>
    public FxOptions Fx { get; set; } = new();

    /// <summary>Age on the market clock past which a mark is none.</summary>
    public TimeSpan MarkMaxAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What positions are marked by.</summary>
    public MarkOptions Marks { get; set; } = new();

    /// <summary>How books are kept.</summary>
    public BookOptions Books { get; set; } = new();

    /// <summary>Samples, conventions and stresses of risk.</summary>
    public RiskOptions Risk { get; set; } = new();

    /// <summary>What quoting models are asked with.</summary>
    public QuotingOptions Quoting { get; set; } = new();

    /// <summary>Which funding figures are booked.</summary>
    public FundingOptions Funding { get; set; } = new();

    /// <summary>When fills are held against the mid again.</summary>
    public MarkoutOptions Markouts { get; set; } = new();

    /// <summary>Portfolio by account, for events that name none; when any is configured, an account that is not here is refused.</summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Where funding figures come from.</summary>
public enum FundingUse
{
    /// <summary>The venue's amount where it has come, what its rate comes to until then.</summary>
    Both,

    /// <summary>Only the venue's amounts; rates are not booked.</summary>
    Venue,

    /// <summary>Only what rates come to; amounts are refused.</summary>
    Rate,
}

/// <summary>Which funding figures are booked.</summary>
public sealed class FundingOptions
{
    /// <summary>Where they come from.</summary>
    public FundingUse Source { get; set; } = FundingUse.Both;
}

/// <summary>When fills are held against the mid again. What a journal began with stays with it.</summary>
public sealed class MarkoutOptions
{
    /// <summary>1 to 16 times from 1 ms to 5 min, ascending, e.g. <c>100ms,1s,5m</c>.</summary>
    public string Horizons { get; set; } = MarkoutHorizons.Default.ToString();

    /// <summary>Bounds of the size buckets in settle currency, ascending.</summary>
    public string Sizes { get; set; } = MarkoutSizes.Default.ToString();

    internal IEnumerable<string> Faults()
    {
        foreach (var read in (Action[])[() => MarkoutHorizons.Parse(Horizons), () => MarkoutSizes.Parse(Sizes)])
        {
            string? fault = null;
            try
            {
                read();
            }
            catch (FormatException e)
            {
                fault = e.Message;
            }

            if (fault is not null)
            {
                yield return fault;
            }
        }
    }
}

/// <summary>Sources of marks by name of <see cref="MarkSource"/>, best first.</summary>
public sealed class MarkOptions
{
    /// <summary>Sources for instruments without a list of their own; empty takes the venue's mark, else the mid.</summary>
    public IList<string> Default { get; } = [];

    /// <summary>Sources by instrument, as <c>exchange/symbol</c>.</summary>
    public IDictionary<string, IList<string>> Instruments { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>The policy of an instrument.</summary>
    public MarkPolicy PolicyOf(InstrumentId instrument) =>
        Instruments.TryGetValue(instrument.ToString(), out var names) && names.Count > 0 ? PolicyOf(names)
        : Default.Count > 0 ? PolicyOf(Default)
        : MarkPolicy.Default;

    internal IEnumerable<string> Faults()
    {
        foreach (var text in Instruments.Keys.Where(text => !InstrumentId.TryParse(text, out _)))
        {
            yield return $"Marks:Instruments holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.";
        }

        foreach (var (key, names) in Instruments.Select(entry => ($"Marks:Instruments:{entry.Key}", entry.Value)).Prepend(("Marks:Default", Default)))
        {
            foreach (var name in names.Where(name => MarkPolicy.Parse(name) is null))
            {
                yield return $"{key} holds '{name}'; write Exchange, Mid, WeightedMid or LastTrade.";
            }

            foreach (var twice in names.GroupBy(MarkPolicy.Parse).Where(group => group.Key is not null && group.Count() > 1))
            {
                yield return $"{key} holds '{twice.First()}' twice.";
            }
        }
    }

    private static MarkPolicy PolicyOf(IEnumerable<string> names) => new(names.Select(name => MarkPolicy.Parse(name) ?? MarkSource.None));
}

/// <summary>Where FX rates come from.</summary>
public sealed class FxOptions
{
    /// <summary>Spot instruments, as <c>exchange/symbol</c>; empty takes every spot instrument that a feed publishes.</summary>
    public IList<string> Instruments { get; } = [];

    /// <summary>Age on the market clock past which a rate is none.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>Says which option is wrong, with its value.</summary>
public sealed class BallastOptionsValidator : IValidateOptions<BallastOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, BallastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ReportCurrency))
        {
            failures.Add("ReportCurrency is empty; name an asset, e.g. USDT.");
        }

        foreach (var text in options.Fx.Instruments.Where(text => !InstrumentId.TryParse(text, out _)))
        {
            failures.Add($"Fx:Instruments holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.");
        }

        failures.AddRange(options.Risk.Faults());
        failures.AddRange(options.Quoting.Faults());
        failures.AddRange(options.Books.Faults());
        failures.AddRange(options.Marks.Faults());
        failures.AddRange(options.Markouts.Faults());
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
