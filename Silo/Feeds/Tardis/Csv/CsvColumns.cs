using System.Text;

namespace Ballast.Silo.Feeds.Tardis.Csv;

/// <summary>Positions of the columns of a CSV file, by the names in its header.</summary>
internal sealed class CsvColumns
{
    private readonly string[] _names;
    private readonly Range[] _fields;

    private CsvColumns(string[] names)
    {
        _names = names;
        _fields = new Range[names.Length];
    }

    /// <summary>Number of columns.</summary>
    public int Count => _names.Length;

    /// <summary>Reads a header line; white space around names and their case are ignored.</summary>
    public static CsvColumns Parse(ReadOnlySpan<byte> header) =>
        new([.. Encoding.UTF8.GetString(header).Split(',').Select(name => name.Trim().ToLowerInvariant())]);

    /// <summary>Position of a column from 0, or -1 when there is none.</summary>
    public int IndexOf(string name) => Array.IndexOf(_names, name);

    /// <summary>Whether the file has all of these columns.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (IndexOf(name) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Splits a row into fields for <see cref="Field"/>; returns the number of fields.</summary>
    public int Split(ReadOnlySpan<byte> row)
    {
        var count = 0;
        var start = 0;
        while (true)
        {
            var comma = row[start..].IndexOf((byte)',');
            var end = comma < 0 ? row.Length : start + comma;
            if (count < _fields.Length)
            {
                _fields[count] = start..end;
            }

            count++;
            if (comma < 0)
            {
                return count;
            }

            start = end + 1;
        }
    }

    /// <summary>Returns a field of the row last split; empty for column -1.</summary>
    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> row, int column) => column < 0 ? default : row[_fields[column]];
}
