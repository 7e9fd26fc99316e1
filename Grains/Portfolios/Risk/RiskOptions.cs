using System.Globalization;
using Ballast.Domain.Risk.Report;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Samples, conventions and stresses of risk.</summary>
public sealed class RiskOptions
{
    private const int MaxSteps = 1_000;

    /// <summary>Step of the UTC grid of venue time that mids are sampled on.</summary>
    public TimeSpan Grid { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Age past which the tick before a grid point is no longer its sample.</summary>
    public TimeSpan SampleMaxAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most observations used, newest first.</summary>
    public int Window { get; set; } = 1_000;

    /// <summary>Closed points kept of each instrument and grid step in the store; at least <see cref="Points"/>.</summary>
    public int SamplesKept { get; set; } = 100_000;

    /// <summary>Probability in (0.5, 1).</summary>
    public double Confidence { get; set; } = 0.99;

    /// <summary>Shortest time between two computations of one portfolio's risk.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Shortest time between two simulations and fits for one portfolio, which are slow and change little from one second to the next. 0 makes them each time.</summary>
    public TimeSpan RefitInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Horizon in steps of the grid.</summary>
    public int Steps { get; set; } = 1;

    /// <summary>How a horizon of several steps is reached.</summary>
    public HorizonRule HorizonRule { get; set; } = HorizonRule.Direct;

    /// <summary>Decay by step of exponentially weighted variances.</summary>
    public double Lambda { get; set; } = 0.94;

    /// <summary>Decay by step of age-weighted observations.</summary>
    public double AgeLambda { get; set; } = 0.98;

    /// <summary>Covariance of the normal figure and its components.</summary>
    public CovarianceMethod Covariance { get; set; } = CovarianceMethod.Sample;

    /// <summary>Covariance that paths are simulated from.</summary>
    public CovarianceMethod SimulatedCovariance { get; set; } = CovarianceMethod.LedoitWolfIdentity;

    /// <summary>Paths simulated.</summary>
    public int Paths { get; set; } = 10_000;

    /// <summary>Seed of the simulation.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Newest forecasts kept of a portfolio.</summary>
    public int ForecastsKept { get; set; } = 10_000;

    /// <summary>Grid steps that simulated moves and the weights of a GARCH serve forecasts for.</summary>
    public int RefitEvery { get; set; } = 60;

    /// <summary>Instruments that move by the samples of another, both as <c>exchange/symbol</c>; positions in the two then net. Others move by their own.</summary>
    public IDictionary<string, string> Follows { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Stresses besides the built-in ones.</summary>
    public IList<StressOptions> Stress { get; } = [];

    /// <summary>Venues' margins and deposits.</summary>
    public MarginOptions Margin { get; set; } = new();

    /// <summary>Part of the traded volume that closing a position may take, above 0 and at most 1.</summary>
    public double Participation { get; set; } = 0.1;

    /// <summary>Standard deviations by which a spread widens in the spread cost (Bangia et al. 1999).</summary>
    public double SpreadDeviations { get; set; } = 3;

    /// <summary>Number of closed points that a whole window needs.</summary>
    internal int Points => Window + Steps;

    /// <summary>The conventions of figures.</summary>
    public RiskSettings ToSettings() => new()
    {
        Grid = Grid,
        Confidence = Confidence,
        Window = Window,
        Steps = Steps,
        HorizonRule = HorizonRule,
        Lambda = Lambda,
        AgeLambda = AgeLambda,
        Covariance = Covariance,
        SimulatedCovariance = SimulatedCovariance,
        Paths = Paths,
        Seed = Seed,
    };

    /// <summary><see cref="Follows"/> as instruments, without entries that are none; validation refuses those.</summary>
    public IReadOnlyDictionary<InstrumentId, InstrumentId> ToFollows() =>
        Follows.Where(pair => InstrumentId.TryParse(pair.Key, out _) && InstrumentId.TryParse(pair.Value, out _))
            .ToDictionary(pair => InstrumentId.Parse(pair.Key), pair => InstrumentId.Parse(pair.Value));

    /// <summary>Faults of the options, each with key and value.</summary>
    internal IEnumerable<string> Faults() =>
    [
        .. CountFaults(),
        .. SpanAndDecayFaults(),
        .. UnknownEnumFaults(),
        .. FollowsFaults(),
        .. Margin.Faults(),
        .. Stress.SelectMany((stress, i) => stress.Faults($"Risk:Stress:{i}")),
    ];

    private IEnumerable<string> CountFaults()
    {
        if (Grid < TimeSpan.FromMilliseconds(100) || Grid > TimeSpan.FromDays(1))
        {
            yield return $"Risk:Grid is {Grid}; it must be from 100 ms to 1 day.";
        }

        if (Confidence is not (> 0.5 and < 1))
        {
            yield return $"Risk:Confidence is {Text(Confidence)}; it must be in (0.5, 1).";
        }

        if (Window is < 2 or > 100_000)
        {
            yield return $"Risk:Window is {Window}; it must be from 2 to 100000.";
        }

        if (SamplesKept < Points)
        {
            yield return $"Risk:SamplesKept is {SamplesKept}; it must be at least Risk:Window + Risk:Steps, {Points}.";
        }

        if (Steps is < 1 or > MaxSteps)
        {
            yield return $"Risk:Steps is {Steps}; it must be from 1 to {MaxSteps}.";
        }

        if (Paths is < 1_000 or > 1_000_000)
        {
            yield return $"Risk:Paths is {Paths}; it must be from 1000 to 1000000.";
        }

        if (ForecastsKept is < 1 or > 1_000_000)
        {
            yield return $"Risk:ForecastsKept is {ForecastsKept}; it must be from 1 to 1000000.";
        }

        if (RefitEvery is < 1 or > 1_000_000)
        {
            yield return $"Risk:RefitEvery is {RefitEvery}; it must be from 1 to 1000000.";
        }
    }

    private IEnumerable<string> SpanAndDecayFaults()
    {
        foreach (var (key, span) in new[] { (nameof(SampleMaxAge), SampleMaxAge), (nameof(Interval), Interval), (nameof(RefitInterval), RefitInterval) })
        {
            if (span < TimeSpan.Zero)
            {
                yield return $"Risk:{key} is {span}; it must not be negative.";
            }
        }

        foreach (var (key, decay) in new[] { (nameof(Lambda), Lambda), (nameof(AgeLambda), AgeLambda) })
        {
            if (decay is not (> 0 and < 1))
            {
                yield return $"Risk:{key} is {Text(decay)}; it must be above 0 and below 1.";
            }
        }

        if (Participation is not (> 0 and <= 1))
        {
            yield return $"Risk:Participation is {Text(Participation)}; it must be above 0 and at most 1.";
        }

        if (SpreadDeviations is not (>= 0 and <= 100))
        {
            yield return $"Risk:SpreadDeviations is {Text(SpreadDeviations)}; it must be from 0 to 100.";
        }
    }

    /// <summary>Faults of enum options whose value has no name, because the binder accepts any number.</summary>
    private IEnumerable<string> UnknownEnumFaults()
    {
        if (!Enum.IsDefined(HorizonRule))
        {
            yield return $"Risk:HorizonRule is {HorizonRule}; it must be {string.Join(", ", Enum.GetNames<HorizonRule>())}.";
        }

        foreach (var (key, method) in new[] { (nameof(Covariance), Covariance), (nameof(SimulatedCovariance), SimulatedCovariance) })
        {
            if (!Enum.IsDefined(method))
            {
                yield return $"Risk:{key} is {method}; it must be {string.Join(", ", Enum.GetNames<CovarianceMethod>())}.";
            }
        }
    }

    private IEnumerable<string> FollowsFaults()
    {
        foreach (var (from, to) in Follows)
        {
            foreach (var text in new[] { from, to }.Where(text => !InstrumentId.TryParse(text, out _)))
            {
                yield return $"Risk:Follows holds '{text}'; write exchange/symbol, e.g. binance/BTCUSDT.";
            }

            if (Follows.ContainsKey(to))
            {
                yield return $"Risk:Follows:{from} is '{to}', which follows another itself; name one that follows its own moves.";
            }
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
