using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis.Csv;

/// <summary>Reads one CSV dataset file: incremental_book_L2, book_snapshot_5 and _25, quotes, trades, liquidations or derivative_ticker.</summary>
/// <remarks>
/// Neighbouring rows that belong together become one <see cref="BookChange"/> (<see cref="BookRows"/>), so the events are the same
/// as from normalized messages. Rows of datasets that are not used are counted.
/// </remarks>
/// <param name="path">Name of the file in faults.</param>
/// <param name="lines">The lines of the file; the caller disposes them.</param>
/// <param name="faults">Receives every row that could not be used.</param>
/// <param name="counts">Counts every message read; a book change counts once, not once per row.</param>
internal sealed class TardisCsvReader(string path, LineReader lines, InputFaults faults, ReadCounts counts)
{
    private readonly ArrivalOrder _order = new(counts);
    private readonly BookRows _rows = new();
    private BookRowScanner? _scanner;

    /// <summary>The events of the file, each of a row or a group of rows; can be enumerated once.</summary>
    public IEnumerable<TardisMessage> Read()
    {
        if (ReadLayout() is not { } layout)
        {
            yield break;
        }

        _scanner = layout.IsPublishedBook ? new(_rows) : null;
        var row = new TardisCsvRow(layout);
        while (Next(row) is { } next)
        {
            counts.Add(next.Instrument, layout.Type);
            yield return new(MessageOutcome.Event, next.Instrument, layout.Type, _order.Keep(next), null, layout.Form);
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
        faults.Report(new(path, lines.Number, reason));
        return null;
    }

    private MarketEvent? Next(TardisCsvRow row)
    {
        while (true)
        {
            var step = lines.Next();
            if (step == LineStep.End)
            {
                return _rows.Flush();
            }

            if (step == LineStep.Line && _scanner is not null && _scanner.TryRead(lines.CurrentAndSpare, lines.Current.Length, out var complete))
            {
                if (complete is not null)
                {
                    return complete;
                }
            }
            else if (Parse(step, row) is { } next)
            {
                return next;
            }
        }
    }

    private MarketEvent? Parse(LineStep step, TardisCsvRow row)
    {
        if (step == LineStep.TooLong)
        {
            faults.Report(new(path, lines.Number, $"line is longer than {LineReader.MaxLine} bytes"));
            return null;
        }

        // A row that was cut off may look complete with half a number at its end, which a JSON object cannot.
        if (step == LineStep.Cut || lines.Current.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        if (row.Read(lines.Current) is { } reason)
        {
            faults.Report(new(path, lines.Number, reason));
            return null;
        }

        if (!row.IsUsed)
        {
            counts.Add(row.Instrument, row.Type);
            return null;
        }

        if (row.Type != MessageTypes.BookChange)
        {
            return row.ToEvent();
        }

        var complete = _rows.Select(row.Instrument, row.LocalTimestamp, row.Timestamp, row.IsSnapshot);
        _rows.Add(row.IsBid, row.Price, row.Amount);
        _scanner?.Learn(lines.Current, row.Instrument);
        return complete;
    }
}
