using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Reads normalized messages, one JSON object per line, in the order of the file and in bounded memory.</summary>
/// <param name="path">Name of the file in faults.</param>
/// <param name="lines">The lines of the file; the caller disposes them.</param>
/// <param name="faults">Receives every line that could not be used.</param>
/// <param name="counts">Counts every message read.</param>
internal sealed class TardisNdjsonReader(string path, LineReader lines, InputFaults faults, ReadCounts counts)
{
    private readonly TardisMessageDecoder _decoder = new();
    private readonly ArrivalOrder _order = new(counts);

    /// <summary>The messages of the file that are events; can be enumerated once.</summary>
    public IEnumerable<TardisMessage> Read()
    {
        while (true)
        {
            var step = lines.Next();
            if (step == LineStep.End)
            {
                break;
            }

            if (Parse(step) is { } next)
            {
                yield return next;
            }
        }

        if (lines.Failure is { } failure)
        {
            faults.Report(new(path, lines.Number, failure));
        }
    }

    private TardisMessage? Parse(LineStep step)
    {
        if (step == LineStep.TooLong)
        {
            faults.Report(new(path, lines.Number, $"line is longer than {LineReader.MaxLine} bytes"));
            return null;
        }

        if (lines.Current.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        var message = _decoder.DecodeAlone(lines.Current);
        if (message.Outcome == MessageOutcome.Fault)
        {
            // A line that was cut off belongs to the fault of the broken file and is not a fault of its own.
            if (step != LineStep.Cut)
            {
                faults.Report(new(path, lines.Number, message.Reason!));
            }

            return null;
        }

        counts.Add(message.Instrument, message.Type);
        if (message.Outcome == MessageOutcome.UnknownType)
        {
            faults.Report(new(path, lines.Number, message.Reason!));
        }

        return message.Event is { } next ? message with { Event = _order.Keep(next) } : null;
    }
}
