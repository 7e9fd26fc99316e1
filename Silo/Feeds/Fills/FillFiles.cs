using System.Text.Json;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Silo.Feeds.Fills;

/// <summary>A fill read from a file, with its place there.</summary>
/// <param name="Fill">The fill.</param>
/// <param name="File">Path, as given or found.</param>
/// <param name="Line">Number of the line, from 1.</param>
public sealed record FileFill(Fill Fill, string File, long Line);

/// <summary>Our own executions from files: CSV with a header, or one JSON object a line, plain or gzip.</summary>
/// <remarks>
/// Columns and members have the same names: <c>timestamp</c> (ISO 8601 or whole microseconds since 1970),
/// <c>exchange</c>, <c>symbol</c>, <c>side</c> (buy or sell), <c>price</c>, <c>amount</c> (or <c>quantity</c>) and
/// <c>id</c> (the venue's execution id) are required; <c>account</c> and <c>portfolio</c> (both <c>main</c> when absent),
/// <c>fee</c> (0; a cost is positive), <c>fee_asset</c> (the settle asset), <c>liquidity</c> (maker or taker),
/// <c>order_id</c> and <c>sequence</c> (0) are not. Other columns and members are ignored. Numbers keep every digit. Text must be UTF-8,
/// because two ids with damaged letters would look like one.
/// </remarks>
public static class FillFiles
{
    /// <summary>Reads all files and orders their fills by venue time; equal times keep the order of files and rows.</summary>
    /// <param name="paths">Files and directories; a file found twice is read once.</param>
    /// <param name="faults">Receives every row that cannot be used.</param>
    /// <exception cref="FileNotFoundException">A path does not exist, or a directory holds no such file; nothing was read.</exception>
    public static IReadOnlyList<FileFill> Open(IReadOnlyList<string> paths, InputFaults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var fills = new List<FileFill>();
        foreach (var path in InputPaths.Expand(paths))
        {
            try
            {
                using var lines = LineReader.Open(path);
                ReadFile(path, lines, faults, fills);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                faults.Report(new(path, 0, $"cannot be opened: {refused.Message}"));
            }
        }

        return [.. fills.OrderBy(fill => fill.Fill.VenueTime)];
    }

    private static void ReadFile(string path, LineReader lines, InputFaults faults, List<FileFill> fills)
    {
        if (lines.HoldsObjects())
        {
            ReadObjects(path, lines, faults, fills);
        }
        else
        {
            ReadRows(path, lines, faults, fills);
        }

        if (lines.Failure is { } failure)
        {
            faults.Report(new(path, lines.Number, failure));
        }
    }

    private static void ReadRows(string path, LineReader lines, InputFaults faults, List<FileFill> fills)
    {
        string[]? columns = null;
        foreach (var row in CsvFills.Read(lines, (line, reason) => faults.Report(new(path, line, reason))))
        {
            if (columns is null)
            {
                columns = [.. row.Fields.Select(name => name.Trim().ToLowerInvariant())];
                if (FillFields.HeaderFault(columns) is { } fault)
                {
                    faults.Report(new(path, row.Line, fault));
                    return;
                }

                continue;
            }

            var fields = new FillFields();
            if (fields.ReadRow(columns, row.Fields) is { } broken)
            {
                faults.Report(new(path, row.Line, broken));
            }
            else
            {
                Take(fields, path, row.Line, faults, fills);
            }
        }

        if (columns is null && lines.Failure is null)
        {
            faults.Report(new(path, 0, "the file is empty"));
        }
    }

    private static void ReadObjects(string path, LineReader lines, InputFaults faults, List<FileFill> fills)
    {
        LineStep step;
        while ((step = lines.Next()) != LineStep.End)
        {
            if (step == LineStep.TooLong)
            {
                faults.Report(new(path, lines.Number, $"line is longer than {LineReader.MaxLine} bytes"));
                continue;
            }

            if (lines.Current.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            var fields = new FillFields();
            if (ReadObject(fields, lines.Current) is not { } broken)
            {
                Take(fields, path, lines.Number, faults, fills);
            }
            else if (step != LineStep.Cut)
            {
                faults.Report(new(path, lines.Number, broken));
            }
        }
    }

    private static void Take(FillFields fields, string path, long line, InputFaults faults, List<FileFill> fills)
    {
        if (fields.TryBuild(out var fill, out var reason))
        {
            fills.Add(new(fill, path, line));
        }
        else
        {
            faults.Report(new(path, line, reason));
        }
    }

    private static string? ReadObject(FillFields fields, ReadOnlySpan<byte> line)
    {
        try
        {
            return fields.ReadObject(line);
        }
        catch (JsonException)
        {
            return "not a JSON object";
        }
        catch (InvalidOperationException)
        {
            return "not Unicode text";
        }
    }
}
