using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Reads one CSV dataset file: incremental_book_L2, book_snapshot_5 and _25, quotes, trades, liquidations or derivative_ticker.</summary>
/// <remarks>
/// Neighbouring rows of a book that belong together become one <see cref="BookChange"/> (<see cref="BookRows"/>), so that
/// the same messages come out as from the normalized form. Rows of datasets that nothing uses are counted.
/// </remarks>
/// <param name="path">How the file is named in faults.</param>
/// <param name="lines">Its lines; the caller disposes it.</param>
/// <param name="faults">Receives every row that could not be used.</param>
/// <param name="counts">Receives every message read; a book change counts once, not once per row.</param>
internal sealed class TardisCsvReader(string path, LineReader lines, InputFaults faults, ReadCounts counts)
{
    private readonly ArrivalOrder _order = new(counts);
    private readonly BookRows _rows = new();
    private BookRowScanner? _scanner;

    /// <summary>The rows and groups of rows that are events; can be enumerated once.</summary>
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
            else if (Take(step, row) is { } next)
            {
                return next;
            }
        }
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

        if (!row.IsUsed)
        {
            counts.Add(row.Instrument, row.Type);
            return null;
        }

        if (row.Type != MessageTypes.BookChange)
        {
            return row.ToEvent();
        }

        var complete = _rows.Turn(row.Instrument, row.LocalTimestamp, row.Timestamp, row.IsSnapshot);
        _rows.Add(row.IsBid, row.Price, row.Amount);
        _scanner?.Learn(lines.Current, row.Instrument);
        return complete;
    }
}
