using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Reads one CSV dataset file: incremental_book_L2, trades, liquidations or derivative_ticker.</summary>
/// <remarks>
/// Neighbouring rows of one instrument, local timestamp, timestamp and snapshot flag are one exchange message and become
/// one <see cref="BookChange"/>, so the same messages come out as from the normalized form (shared reference
/// tardis.md §4). Rows of datasets that nothing uses are counted.
/// </remarks>
/// <param name="path">How the file is named in faults.</param>
/// <param name="lines">Its lines; the caller disposes it.</param>
/// <param name="faults">Receives every row that could not be used.</param>
/// <param name="counts">Receives every message read; a book change counts once, not once per row.</param>
internal sealed class TardisCsvReader(string path, LineReader lines, InputFaults faults, ReadCounts counts)
{
    private readonly ArrivalOrder _order = new(counts);
    private readonly BookRows _rows = new();

    /// <summary>The events of the file; can be enumerated once.</summary>
    public IEnumerable<MarketEvent> Read()
    {
        if (ReadLayout() is not { } layout)
        {
            yield break;
        }

        var row = new TardisCsvRow(layout);
        while (true)
        {
            var step = lines.Next();
            if (step == LineStep.End)
            {
                break;
            }

            if (Take(step, row) is { } next)
            {
                counts.Add(next.Instrument, layout.Type);
                yield return _order.Keep(next);
            }
        }

        if (_rows.Flush() is { } last)
        {
            counts.Add(last.Instrument, layout.Type);
            yield return _order.Keep(last);
        }

        if (lines.Failure is { } failure)
        {
            faults.Report(new(path, lines.Number, failure));
        }
    }

    private TardisCsvLayout? ReadLayout()
    {
        var step = lines.Next();
        while (step == LineStep.Line && lines.Current.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            step = lines.Next();
        }

        if (step == LineStep.Line && TardisCsvLayout.Recognise(lines.Current, path) is { } layout)
        {
            return layout;
        }

        var reason = step switch
        {
            LineStep.Line => $"unknown header '{FieldText.Shown(lines.Current)}'",
            LineStep.TooLong => $"unknown header: longer than {LineReader.MaxLine} bytes",
            _ => lines.Failure ?? "the file is empty",
        };
        faults.Report(new(path, 0, reason));
        return null;
    }

    private MarketEvent? Take(LineStep step, TardisCsvRow row)
    {
        if (step == LineStep.TooLong)
        {
            faults.Report(new(path, lines.Number, $"line is longer than {LineReader.MaxLine} bytes"));
            return null;
        }

        // Unlike an object in JSON, a row that was cut off may still look whole, with half a number at its end.
        if (step == LineStep.Cut || lines.Current.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        if (row.Read(lines.Current) is { } reason)
        {
            faults.Report(new(path, lines.Number, reason));
            return null;
        }

        if (!MessageTypes.IsUsed(row.Type))
        {
            counts.Add(row.Instrument, row.Type);
            return null;
        }

        return row.Type == MessageTypes.BookChange ? _rows.Add(row) : row.ToEvent();
    }
}
