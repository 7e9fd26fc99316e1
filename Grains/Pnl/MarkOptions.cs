using Ballast.Domain.Pnl.Marks;

namespace Ballast.Grains.Pnl;

/// <summary>Which prices positions are marked by, as names of <see cref="MarkSource"/>, best first.</summary>
public sealed class MarkOptions
{
    /// <summary>Sources for instruments without a list of their own; empty means the venue's mark, else the mid.</summary>
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
