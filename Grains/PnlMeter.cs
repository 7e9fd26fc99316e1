using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ballast.Domain.Pnl;

namespace Ballast.Grains;

/// <summary>Checks that the parts of a profit make its total, and tells and counts when they do not. Never throws. Safe for use from many threads.</summary>
public sealed partial class PnlMeter : IDisposable
{
    /// <summary>Every violation is counted; of one name one is told in this time.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Level, string Name), long> _told = new();
    private readonly TimeProvider _time;
    private readonly Meter _meter = new("Ballast.Pnl");
    private readonly Counter<long> _violations;
    private readonly ILogger<PnlMeter> _logger;

    /// <summary>A meter that tells of violations in <paramref name="logger"/>.</summary>
    public PnlMeter(TimeProvider time, ILogger<PnlMeter> logger)
    {
        (_time, _logger) = (time, logger);
        _violations = _meter.CreateCounter<long>(
            "ballast.pnl.identity_violations", "{violation}", "Profits whose parts did not make their total.");
    }

    /// <summary>Checks one attribution.</summary>
    /// <param name="level">What kind of figure it is, e.g. <c>portfolio</c>; few different ones.</param>
    /// <param name="name">Whose it is, e.g. the portfolio's name.</param>
    /// <param name="figures">Parts and total; <see langword="null"/> holds.</param>
    /// <param name="shownTotal">Total shown beside it, which must be the same; <see langword="null"/> when there is none.</param>
    /// <returns>Violations found: 0 or 1.</returns>
    public int Check(string level, string name, PnlAttribution? figures, decimal? shownTotal = null)
    {
        if (figures is null || (figures.Holds && Agree(figures.Total, shownTotal)))
        {
            return 0;
        }

        _violations.Add(1, new KeyValuePair<string, object?>("level", level), new KeyValuePair<string, object?>("name", name));
        var now = _time.GetTimestamp();
        if (!_told.TryGetValue((level, name), out var told) || _time.GetElapsedTime(told, now) >= TellEvery)
        {
            _told[(level, name)] = now;
            Violated(_logger, level, name, figures.Explained, figures.Total, shownTotal, figures);
        }

        return 1;
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static bool Agree(decimal? total, decimal? shown) =>
        total is not { } left || shown is not { } right || Math.Abs(left - right) <= 1e-12m * Math.Max(1m, Math.Abs(right));

    [LoggerMessage(EventId = 3001, EventName = "PnlIdentityViolated", Level = LogLevel.Error,
        Message = "PnL identity violated, {Level} {Name}: parts make {Explained}, total is {Total}, shown {Shown}: {Figures}")]
    private static partial void Violated(
        ILogger logger, string level, string name, decimal? explained, decimal? total, decimal? shown, PnlAttribution figures);
}
