namespace Ballast.Silo.Tests.Architecture;

/// <summary>Finds cycles in directed graphs.</summary>
internal static class Cycle
{
    /// <summary>Some cycle, as its edges in order; empty when there is none.</summary>
    internal static IReadOnlyList<TEdge> Find<TNode, TEdge>(
        IEnumerable<TEdge> edges, Func<TEdge, TNode> from, Func<TEdge, TNode> to)
        where TNode : notnull
    {
        var leaving = edges.ToLookup(from);
        var finished = new HashSet<TNode>();
        var path = new List<TEdge>();

        IReadOnlyList<TEdge> Visit(TNode node)
        {
            foreach (var edge in leaving[node])
            {
                path.Add(edge);
                var start = path.FindIndex(earlier => from(earlier).Equals(to(edge)));
                if (start >= 0)
                {
                    return path[start..];
                }

                if (!finished.Contains(to(edge)) && Visit(to(edge)) is { Count: > 0 } cycle)
                {
                    return cycle;
                }

                path.RemoveAt(path.Count - 1);
            }

            finished.Add(node);
            return [];
        }

        return leaving.Select(group => Visit(group.Key)).FirstOrDefault(cycle => cycle.Count > 0) ?? [];
    }
}
