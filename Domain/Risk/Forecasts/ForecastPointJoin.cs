using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>Joins what several sources held at points of the risk grid: a portfolio's own ledgers and the portfolios right below it.</summary>
/// <remarks>
/// A point is joined when every source has sent it or a later one. A source that sent only a later one is missing there, unless that
/// was its first ever. Each source sends its points in order. Not safe for concurrent use.
/// </remarks>
/// <param name="own">Source whose reasons need no name before them.</param>
public sealed class ForecastPointJoin(string own)
{
    private readonly SortedDictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private Instant _joinedTo;

    /// <summary>Newest point sent by any source; the default before the first.</summary>
    public Instant Newest => _sources.Values.Select(source => source.Progress.Through).Append(default).Max();

    /// <summary>Sets what is joined; what other sources sent and was not joined is forgotten.</summary>
    /// <param name="firstPoints">First point ever of each source; <see langword="null"/> when it has none yet.</param>
    public void SetSources(IReadOnlyDictionary<string, Instant?> firstPoints)
    {
        ArgumentNullException.ThrowIfNull(firstPoints);
        foreach (var gone in _sources.Keys.Where(name => !firstPoints.ContainsKey(name)).ToArray())
        {
            _sources.Remove(gone);
        }

        foreach (var (name, from) in firstPoints)
        {
            Find(name).Progress.From = from;
        }
    }

    /// <summary>Takes a point of a source; one not later than its last is ignored.</summary>
    public void Add(string source, ForecastPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        var known = Find(source);
        if (known.Progress.Advance(point.At))
        {
            known.Points.Enqueue(point);
        }
    }

    /// <summary>Joins the oldest point that may be joined.</summary>
    /// <param name="limits">How long points wait for sources that are behind.</param>
    /// <param name="upTo">Later points wait in any case.</param>
    /// <returns>The point; <see langword="null"/> when none may be joined yet.</returns>
    public ForecastPoint? Next(JoinLimits limits, Instant upTo)
    {
        foreach (var source in _sources.Values)
        {
            while (source.Points.TryPeek(out var old) && old.At <= _joinedTo)
            {
                source.Points.Dequeue();
            }
        }

        var at = _sources.Values.Where(source => source.Points.Count > 0).Select(source => source.Points.Peek().At).DefaultIfEmpty().Min();
        if (at == default || at > upTo || !limits.MayClose(at, _sources.Values.Select(source => source.Progress)))
        {
            return null;
        }

        _joinedTo = at;
        return Join(at);
    }

    private ForecastPoint Join(Instant at)
    {
        var rates = new SortedDictionary<string, FxLeg>(StringComparer.Ordinal);
        var (legs, balances, missing) = (new List<RiskLeg>(), new List<RiskBalance>(), new List<string>());
        foreach (var (name, source) in _sources)
        {
            if (source.Points.TryPeek(out var point) && point.At == at)
            {
                source.Points.Dequeue();
                legs.AddRange(point.Legs);
                balances.AddRange(point.Balances.Select(balance => name == own || balance.Reason is null ? balance : balance with { Reason = JoinedReasons.Named(name, balance.Reason) }));
                missing.AddRange(point.Missing.Select(reason => name == own ? reason : $"{name}: {reason}"));
                foreach (var (settle, rate) in point.Rates)
                {
                    rates.TryAdd(settle, rate);
                }
            }
            else if (source.Progress.IsDue(at))
            {
                missing.Add($"{name} did not close {at}");
            }
        }

        return new() { At = at, Legs = legs, Rates = rates, Missing = missing, Balances = RiskBalances.Sum(balances) };
    }

    private Source Find(string name) => _sources.TryGetValue(name, out var known) ? known : _sources[name] = new();

    private sealed class Source
    {
        internal JoinSource Progress { get; } = new();

        internal Queue<ForecastPoint> Points { get; } = new();
    }
}
