using nietras.SeparatedValues;

namespace Ballast.Silo.Feeds.Fills;

/// <summary>Reads the rows of a CSV file by RFC 4180: fields may be quoted, and hold separators, doubled quotes and line breaks.</summary>
/// <remarks>The separator is the one of comma, semicolon and tab that the header has most of.</remarks>
internal static class CsvFills
{
    private const string Separators = ",;\t";

    /// <summary>One row of a file.</summary>
    /// <param name="Line">Number of its first line, from 1.</param>
    /// <param name="Fields">The fields, without quotes.</param>
    internal readonly record struct Row(long Line, string[] Fields);

    /// <summary>The rows of a file, its header first; blank lines are left out.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="refused">Receives each line that cannot be used, by its number, and why.</param>
    internal static IEnumerable<Row> Read(LineReader lines, Action<long, string> refused)
    {
        using var text = new CsvText(lines, refused);
        if (text.NextLine() is not { } header)
        {
            yield break;
        }

        var first = lines.Number;
        var options = Sep.New(Separators.MaxBy(separator => header.Count(letter => letter == separator)))
            .Reader(reader => reader with { HasHeader = false, Unescape = true, DisableColCountCheck = true });
        using (var names = options.FromText(header))
        {
            yield return new(first, names.MoveNext() ? Fields(names.Current) : []);
        }

        // A row begins where the one before it has ended; the library's own number of the first row is wrong.
        using var reader = options.From(text);
        for (long line = first + 1, next; Next(reader, lines.Number, refused); line = next)
        {
            next = first + reader.Current.LineNumberToExcl;
            if (IsOpen(reader.Current))
            {
                // In a compressed file that breaks off this is the part before the break, which is reported by itself.
                if (lines.Failure is null)
                {
                    refused(line, "a quoted field is not closed; nothing from here to the end of the file is read");
                }
            }
            else if (Fields(reader.Current) is var fields && (fields.Length > 1 || !string.IsNullOrWhiteSpace(fields[0])))
            {
                yield return new(line, fields);
            }
        }
    }

    private static bool Next(SepReader reader, long line, Action<long, string> refused)
    {
        try
        {
            return reader.MoveNext();
        }
        catch (NotSupportedException)
        {
            refused(line, "a quoted field is not closed within 16 million characters; nothing from there on is read");
            return false;
        }
    }

    /// <summary>Whether a row ends within quotes; must be asked before its fields are read, which removes them.</summary>
    private static bool IsOpen(SepReader.Row row) => row.Span.Count('"') % 2 == 1;

    private static string[] Fields(SepReader.Row row)
    {
        var fields = new string[row.ColCount];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = row[i].ToString();
        }

        return fields;
    }
}
