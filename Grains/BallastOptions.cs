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

    /// <summary>Sampling and confidence of value at risk.</summary>
    public RiskOptions Risk { get; set; } = new();
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

        foreach (var text in options.Fx.Instruments.Where(text => !InstrumentId.TryParse(text, out _)))
        {
            failures.Add($"Fx:Instruments holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
