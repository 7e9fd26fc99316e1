using Ballast.Domain.Pnl.Fx;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Builds conversions for scenarios, with the instruments whose moves change the rate.</summary>
public static class FxLegs
{
    /// <summary>The conversion by a table, with the spot instruments on its path; <see langword="null"/> when no path of fresh rates exists.</summary>
    /// <remarks>A quote from another source has no instrument, so that part of the rate stays fixed in scenarios.</remarks>
    public static FxLeg? Of(FxTable table, string settle, string currency)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Convert(settle, currency) is { } conversion ? new(settle, conversion.Rate, Hops(table, conversion.Path)) : null;
    }

    /// <summary>Descriptions of the quotes of an asset that are too old, which explain a missing conversion.</summary>
    public static IEnumerable<string> Stale(FxTable table, string asset)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Quotes.Where(quote => (quote.Base == asset || quote.Quote == asset) && !table.IsFresh(quote)).Select(quote =>
            FormattableString.Invariant($"the rate {quote.Base}/{quote.Quote} is {(table.Now - quote.AsOf).TotalSeconds:0} s old, past the {table.MaxAge.TotalSeconds:0} s it may be"));
    }

    private static FxHop[] Hops(FxTable table, IReadOnlyList<string> path)
    {
        var hops = new List<FxHop>();
        for (var i = 1; i < path.Count; i++)
        {
            var (from, to) = (path[i - 1], path[i]);
            var direct = Array.FindIndex(table.Quotes, quote => quote.Base == from && quote.Quote == to && table.IsFresh(quote));
            var quote = direct >= 0 ? table.Quotes[direct] : table.Quotes.First(q => q.Base == to && q.Quote == from && table.IsFresh(q));
            if (quote.Source is { } source)
            {
                hops.Add(new(source, direct < 0));
            }
        }

        return [.. hops];
    }
}
