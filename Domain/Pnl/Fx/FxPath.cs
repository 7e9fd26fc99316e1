namespace Ballast.Domain.Pnl.Fx;

/// <summary>Finds the conversion between two assets in a table.</summary>
internal static class FxPath
{
    /// <summary>
    /// Searches breadth-first over fresh rates, with neighbours in ordinal order, so that the first path found is the one
    /// <see cref="FxTable"/> defines.
    /// </summary>
    internal static FxConversion? Find(FxTable table, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from == to)
        {
            return new(1m, [from]);
        }

        var edges = FreshEdges(table);
        var queue = new Queue<FxConversion>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        queue.Enqueue(new(1m, [from]));
        while (queue.TryDequeue(out var reached))
        {
            if (!edges.TryGetValue(reached.Path[^1], out var neighbours))
            {
                continue;
            }

            foreach (var (asset, rate) in neighbours)
            {
                // If the product is not a valid rate, another path may still reach the asset.
                if (seen.Contains(asset) || Product(reached.Rate, rate) is not { } product)
                {
                    continue;
                }

                seen.Add(asset);

                var next = new FxConversion(product, [.. reached.Path, asset]);
                if (asset == to)
                {
                    return next;
                }

                queue.Enqueue(next);
            }
        }

        return null;
    }

    /// <summary>Product of two rates; <see langword="null"/> when it exceeds the range of decimal or is so small that decimal rounds it to 0.</summary>
    private static decimal? Product(decimal left, decimal right)
    {
        try
        {
            return left * right is var product && product > 0 ? product : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Dictionary<string, SortedDictionary<string, decimal>> FreshEdges(FxTable table)
    {
        var edges = new Dictionary<string, SortedDictionary<string, decimal>>(StringComparer.Ordinal);
        SortedDictionary<string, decimal> Of(string asset) =>
            edges.TryGetValue(asset, out var known) ? known : edges[asset] = new(StringComparer.Ordinal);

        var fresh = table.Quotes.Where(table.IsFresh).ToArray();
        foreach (var quote in fresh)
        {
            Of(quote.Base)[quote.Quote] = quote.Mid;
        }

        // An inverse rate is used only where the pair is not quoted in that direction.
        foreach (var quote in fresh)
        {
            if (1m / quote.Mid is var inverse && inverse > 0)
            {
                Of(quote.Quote).TryAdd(quote.Base, inverse);
            }
        }

        return edges;
    }
}
