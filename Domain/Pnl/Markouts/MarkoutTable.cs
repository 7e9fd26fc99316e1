using System.Security.Cryptography;
using System.Text.Json;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Markouts of many fills with one settle asset, summed by liquidity, side, venue, hour and size.</summary>
/// <remarks>
/// A table depends only on the fills in it, not on their order: sums are exact, with each term rounded half to even to 18 decimals, and a
/// removed fill leaves no trace. Not safe for concurrent use.
/// </remarks>
/// <param name="settle">Asset of the sums.</param>
/// <param name="policy">Horizons and sizes.</param>
public sealed class MarkoutTable(string settle, MarkoutPolicy policy)
{
    private const int HashBytes = 16;

    private readonly Dictionary<MarkoutKey, MarkoutCell> _cells = [];

    /// <summary>Asset of the sums.</summary>
    public string Settle { get; } = settle;

    /// <summary>Horizons and sizes.</summary>
    public MarkoutPolicy Policy { get; } = policy;

    /// <summary>Whether the table has no fills.</summary>
    public bool IsEmpty => _cells.Count == 0;

    /// <summary>Cells, in order of key.</summary>
    internal IEnumerable<MarkoutCell> Ordered => _cells.Values.OrderBy(cell => cell.Key, MarkoutKey.Order);

    /// <summary>Adds all sums of <paramref name="other"/>.</summary>
    /// <exception cref="ArgumentException">The tables differ in asset or policy.</exception>
    public void Add(MarkoutTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Settle != Settle || other.Policy != Policy)
        {
            throw new ArgumentException($"Markouts in {other.Settle} of {other.Policy} cannot be added to those in {Settle} of {Policy}.", nameof(other));
        }

        foreach (var cell in other._cells.Values)
        {
            CellOf(cell.Key).Add(cell);
        }
    }

    /// <summary>Merges tables of equal settle asset and policy into new ones, ordered by asset, then by horizons and sizes.</summary>
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

    /// <summary>Rows grouped by the given dimensions, in order of key; rows without fills are absent.</summary>
    public IReadOnlyList<MarkoutRow> By(MarkoutDimensions dimensions)
    {
        var rows = new SortedDictionary<MarkoutKey, MarkoutCell>(MarkoutKey.Order);
        foreach (var cell in _cells.Values)
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

    /// <summary>Compact JSON with all digits, equal for equal content, which <see cref="Parse"/> reads.</summary>
    public byte[] ToJson() => MarkoutJson.Write(json => MarkoutJson.Write(json, this));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The JSON does not hold a table.</exception>
    public static MarkoutTable Parse(ReadOnlyMemory<byte> json) => MarkoutJson.Read(json, MarkoutJson.ReadTable);

    /// <summary>Hexadecimal digest, equal for equal content whatever the order of additions.</summary>
    public string StateHash() => Hash(ToJson());

    internal static string Hash(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, HashBytes));

    /// <summary>Adds a fill and sets its cell.</summary>
    internal void Add(string venue, TrackedFill fill)
    {
        fill.Cell = CellOf(KeyOf(venue, fill.Fill));
        fill.Cell.Add(fill);
    }

    /// <summary>Removes a fill that is in the table, and its cell when that becomes empty.</summary>
    internal void Remove(TrackedFill fill)
    {
        var cell = fill.Cell!;
        cell.Remove(fill);
        fill.Cell = null;
        if (cell.IsEmpty)
        {
            _cells.Remove(cell.Key);
        }
    }

    internal MarkoutKey KeyOf(string venue, MarkoutFill fill) => MarkoutKey.Of(venue, fill, fill.Notional, Policy.Sizes);

    internal MarkoutCell? FindCell(MarkoutKey key) => _cells.GetValueOrDefault(key);

    internal MarkoutCell CellOf(MarkoutKey key) =>
        _cells.TryGetValue(key, out var cell) ? cell : _cells[key] = new(key, Policy.Horizons.Count);
}
