using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Grains.Pnl;

/// <summary>Checks that the parts of a profit add up to its total; logs and counts violations. Never throws. Safe for use from many threads.</summary>
public sealed partial class PnlMeter : IDisposable
{
    /// <summary>Every violation is counted; for each name at most one is logged in this time.</summary>
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Level, string Name), long> _loggedAt = new();
    private readonly TimeProvider _time;
    private readonly Meter _meter = new("Ballast.Pnl");
    private readonly Counter<long> _violations;
    private readonly ILogger<PnlMeter> _logger;

    /// <summary>A meter that logs violations to <paramref name="logger"/>.</summary>
    public PnlMeter(TimeProvider time, ILogger<PnlMeter> logger)
    {
        (_time, _logger) = (time, logger);
        _violations = _meter.CreateCounter<long>(
            "ballast.pnl.identity_violations", "{violation}", "Profits whose parts did not add up to their total.");
    }

    /// <summary>Whether parts add up to the total, and to a total shown beside it.</summary>
    internal static bool Holds(PnlAttribution? figures, decimal? shownTotal) =>
        figures is null || (figures.Holds && PnlAttribution.Agree(figures.Total, shownTotal));

    /// <summary>Checks one attribution.</summary>
    /// <param name="level">Kind of figure, e.g. <c>portfolio</c>; there are only a few kinds.</param>
    /// <param name="name">Owner of the figure, e.g. the portfolio's name.</param>
    /// <param name="figures">Parts and total; <see langword="null"/> when there are none, which is no violation.</param>
    /// <param name="shownTotal">Total shown beside it, which must be the same; <see langword="null"/> when there is none.</param>
    /// <returns>Violations found: 0 or 1.</returns>
    public int Check(string level, string name, PnlAttribution? figures, decimal? shownTotal = null)
    {
        if (figures is null || Holds(figures, shownTotal))
        {
            return 0;
        }

        _violations.Add(1, new KeyValuePair<string, object?>("level", level), new KeyValuePair<string, object?>("name", name));
        var now = _time.GetTimestamp();
        if (!_loggedAt.TryGetValue((level, name), out var last) || _time.GetElapsedTime(last, now) >= LogEvery)
        {
            _loggedAt[(level, name)] = now;
            Violated(_logger, level, name, figures.Explained, shownTotal, figures);
        }

        return 1;
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    [LoggerMessage(EventId = 3001, EventName = "PnlIdentityViolated", Level = LogLevel.Error,
        Message = "PnL identity violated, {Level} {Name}: parts make {Explained}, total shown is {Shown}: {Figures}")]
    private static partial void Violated(
        ILogger logger, string level, string name, decimal? explained, decimal? shown, PnlAttribution figures);
}
