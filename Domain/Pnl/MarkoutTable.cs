using System.Security.Cryptography;
using System.Text.Json;

namespace Ballast.Domain.Pnl;

/// <summary>Markouts of many fills paid in one asset, summed by liquidity, side, venue, hour and size.</summary>
/// <remarks>
/// What a table holds depends on the fills in it and not on their order: sums are exact, each term rounded half to even to
/// 18 decimals, and taking a fill out leaves no trace. Not safe for concurrent use.
/// </remarks>
/// <param name="settle">Asset of the sums.</param>
/// <param name="policy">Horizons and sizes.</param>
public sealed class MarkoutTable(string settle, MarkoutPolicy policy)
{
    private const int HashBytes = 16;

    private readonly Dictionary<MarkoutKey, MarkoutCell> cells = [];

    /// <summary>Asset of the sums.</summary>
    public string Settle { get; } = settle;

    /// <summary>Horizons and sizes.</summary>
    public MarkoutPolicy Policy { get; } = policy;

    /// <summary>Whether no fill is in it.</summary>
    public bool IsEmpty => cells.Count == 0;

    /// <summary>Cells by key.</summary>
    internal IEnumerable<MarkoutCell> Ordered => cells.Values.OrderBy(cell => cell.Key, MarkoutKey.Order);

    /// <summary>Counts a fill with what is final of it.</summary>
    /// <param name="venue">Exchange of its instrument.</param>
    /// <param name="fill">A fill that is not in the table, with one markout per horizon.</param>
    public void Add(string venue, FillMarkouts fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        Count(venue, TrackedFill.From(fill));
    }

    /// <summary>Takes a fill out again.</summary>
    /// <param name="venue">Exchange of its instrument.</param>
    /// <param name="fill">As it was added, or with what has become final since, if the table was told.</param>
    /// <exception cref="ArgumentException">No such fill can be in the table.</exception>
    public void Remove(string venue, FillMarkouts fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var tracked = TrackedFill.From(fill);
        tracked.Cell = cells.GetValueOrDefault(KeyOf(venue, fill.Fill))
            ?? throw new ArgumentException($"Fill {fill.Fill.Number} of {fill.Fill.Portfolio} is not in the table.", nameof(fill));
        Uncount(tracked);
    }

    /// <summary>Adds everything <paramref name="other"/> holds.</summary>
    /// <exception cref="ArgumentException">Asset or policy differ.</exception>
    public void Add(MarkoutTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Settle != Settle || other.Policy != Policy)
        {
            throw new ArgumentException($"Markouts in {other.Settle} of {other.Policy} do not add to those in {Settle} of {Policy}.", nameof(other));
        }

        foreach (var cell in other.cells.Values)
        {
            CellOf(cell.Key).Add(cell);
        }
    }

    /// <summary>One new table for each settle asset and policy among <paramref name="tables"/>, ordered by asset, then by horizons and sizes.</summary>
    public static IReadOnlyList<MarkoutTable> Merge(IEnumerable<MarkoutTable> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var merged = new SortedDictionary<string, MarkoutTable>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var key = $"{table.Settle}\n{table.Policy.Horizons}\n{table.Policy.Sizes}";
            if (!merged.TryGetValue(key, out var sum))
            {
                sum = merged[key] = new(table.Settle, table.Policy);
            }

            sum.Add(table);
        }

        return [.. merged.Values];
    }

    /// <summary>Rows by the given dimensions, rolled up over the others, ordered by key; a row without fills is absent.</summary>
    public IReadOnlyList<MarkoutRow> By(MarkoutDimensions dimensions)
    {
        var rows = new SortedDictionary<MarkoutKey, MarkoutCell>(MarkoutKey.Order);
        foreach (var cell in cells.Values)
        {
            var key = cell.Key.Keep(dimensions);
            if (!rows.TryGetValue(key, out var row))
            {
                row = rows[key] = new(key, Policy.Horizons.Count);
            }

            row.Add(cell);
        }

        return [.. rows.Values.Select(row => row.Row)];
    }

    /// <summary>Compact JSON with every digit, equal for equal content; <see cref="Parse"/> reads it.</summary>
    public byte[] ToJson() => MarkoutJson.Write(json => MarkoutJson.Write(json, this));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static MarkoutTable Parse(ReadOnlyMemory<byte> json) => MarkoutJson.Read(json, MarkoutJson.ReadTable);

    /// <summary>Hexadecimal digest, equal for equal content in whatever order it came.</summary>
    public string StateHash() => Hash(ToJson());

    internal static string Hash(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, HashBytes));

    /// <summary>Counts a fill and tells it where.</summary>
    internal void Count(string venue, TrackedFill fill)
    {
        fill.Cell = CellOf(KeyOf(venue, fill.Fill));
        fill.Cell.Count(fill, isIn: true);
    }

    /// <summary>Takes a counted fill out; a cell without fills goes.</summary>
    internal void Uncount(TrackedFill fill)
    {
        var cell = fill.Cell!;
        cell.Count(fill, isIn: false);
        fill.Cell = null;
        if (cell.IsEmpty)
        {
            cells.Remove(cell.Key);
        }
    }

    internal MarkoutKey KeyOf(string venue, MarkoutFill fill) => MarkoutKey.Of(venue, fill, fill.Notional, Policy.Sizes);

    internal MarkoutCell? FindCell(MarkoutKey key) => cells.GetValueOrDefault(key);

    internal MarkoutCell CellOf(MarkoutKey key) =>
        cells.TryGetValue(key, out var cell) ? cell : cells[key] = new(key, Policy.Horizons.Count);
}
