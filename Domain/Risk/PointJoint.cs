namespace Ballast.Domain.Risk;

/// <summary>Joins what several sources held at points of the risk grid: a portfolio's own ledgers and the portfolios right below it.</summary>
/// <remarks>
/// A point is joined when every source has told it or a later one. A source that tells a later one only is missing there, unless that
/// is before its first ever. Each source tells its points in order. Not safe for concurrent use.
/// </remarks>
/// <param name="own">Source whose reasons need no name before them.</param>
public sealed class PointJoint(string own)
{
    private readonly SortedDictionary<string, Told> _sources = new(StringComparer.Ordinal);
    private Instant _joinedTo;

    /// <summary>Newest point told by any source; the default before the first.</summary>
    public Instant Newest => _sources.Values.Select(source => source.Through).Append(default).Max();

    /// <summary>Sets what is joined; what others told and was not joined is forgotten.</summary>
    /// <param name="sources">First point ever of each source; <see langword="null"/> when it has none yet.</param>
    public void SetSources(IReadOnlyDictionary<string, Instant?> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        foreach (var gone in _sources.Keys.Where(name => !sources.ContainsKey(name)).ToArray())
        {
            _sources.Remove(gone);
        }

        foreach (var (name, from) in sources)
        {
            Of(name).From = from;
        }
    }

    /// <summary>Takes a point of a source; one not later than its last is ignored.</summary>
    public void Take(string source, ForecastPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        var told = Of(source);
        if (point.At > told.Through)
        {
            told.Through = point.At;
            told.Points.Enqueue(point);
        }
    }

    /// <summary>The oldest point that may be joined; <see langword="null"/> when none may.</summary>
    /// <param name="waitNoLonger">Points up to here do not wait for sources that are behind.</param>
    /// <param name="upTo">Later points wait.</param>
    public ForecastPoint? Next(Instant waitNoLonger, Instant upTo)
    {
        foreach (var told in _sources.Values)
        {
            while (told.Points.TryPeek(out var old) && old.At <= _joinedTo)
            {
                told.Points.Dequeue();
            }
        }

        var at = _sources.Values.Where(told => told.Points.Count > 0).Select(told => told.Points.Peek().At).DefaultIfEmpty().Min();
        if (at == default || at > upTo || (at > waitNoLonger && _sources.Values.Any(told => told.Through < at)))
        {
            return null;
        }

        _joinedTo = at;
        var rates = new SortedDictionary<string, FxLeg>(StringComparer.Ordinal);
        var (legs, missing) = (new List<RiskLeg>(), new List<string>());
        foreach (var (name, told) in _sources)
        {
            if (told.Points.TryPeek(out var point) && point.At == at)
            {
                told.Points.Dequeue();
                legs.AddRange(point.Legs);
                missing.AddRange(point.Missing.Select(reason => name == own ? reason : $"{name}: {reason}"));
                foreach (var (settle, rate) in point.Rates)
                {
                    rates.TryAdd(settle, rate);
                }
            }
            else if (told.From <= at)
            {
                missing.Add($"{name} did not close {at}");
            }
        }

        return new() { At = at, Legs = legs, Rates = rates, Missing = missing };
    }

    private Told Of(string source) => _sources.TryGetValue(source, out var told) ? told : _sources[source] = new();

    private sealed class Told
    {
        internal Queue<ForecastPoint> Points { get; } = new();

        internal Instant Through { get; set; }

        internal Instant? From { get; set; }
    }
}
