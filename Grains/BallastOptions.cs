using Ballast.Domain.Pnl;
using Ballast.Grains.OrderBooks;

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

    /// <summary>Sampling and confidence of value at risk.</summary>
    public RiskOptions Risk { get; set; } = new();

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

/// <summary>Sampling and confidence of value at risk.</summary>
public sealed class RiskOptions
{
    /// <summary>Step of the UTC grid of venue time that mids are sampled on; also the horizon of the figures.</summary>
    public TimeSpan Grid { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Age past which a previous tick is no sample.</summary>
    public TimeSpan SampleMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most observations used, newest first.</summary>
    public int Window { get; set; } = 1_000;

    /// <summary>Closed points kept of each instrument and grid step in the store; at least <see cref="Window"/> + 1.</summary>
    public int SamplesKept { get; set; } = 100_000;

    /// <summary>Probability in (0.5, 1).</summary>
    public double Confidence { get; set; } = 0.99;

    /// <summary>Shortest time between two computations of one portfolio's risk.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
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

        if (options.Risk.Grid < TimeSpan.FromMilliseconds(100) || options.Risk.Grid > TimeSpan.FromDays(1))
        {
            failures.Add($"Risk:Grid is {options.Risk.Grid}; it must be from 100 ms to 1 day.");
        }

        if (options.Risk.Confidence is not (> 0.5 and < 1))
        {
            failures.Add($"Risk:Confidence is {options.Risk.Confidence}; it must be in (0.5, 1).");
        }

        if (options.Risk.Window is < 2 or > 100_000)
        {
            failures.Add($"Risk:Window is {options.Risk.Window}; it must be from 2 to 100000.");
        }

        if (options.Risk.SamplesKept <= options.Risk.Window)
        {
            failures.Add($"Risk:SamplesKept is {options.Risk.SamplesKept}; it must be at least Risk:Window + 1, {options.Risk.Window + 1}.");
        }

        foreach (var text in options.Fx.Instruments.Where(text => !InstrumentId.TryParse(text, out _)))
        {
            failures.Add($"Fx:Instruments holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.");
        }

        failures.AddRange(options.Books.Faults());
        failures.AddRange(options.Marks.Faults());
        failures.AddRange(options.Markouts.Faults());
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
