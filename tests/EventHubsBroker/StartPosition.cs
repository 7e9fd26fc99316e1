using System.Globalization;
using System.Text.RegularExpressions;

namespace Ballast.EventHubsBroker;

/// <summary>Where a reader wants to begin, as clients of Event Hubs spell it in the filter of a link.</summary>
/// <param name="Kind">What <paramref name="Value"/> counts.</param>
/// <param name="Value">The first value that is wanted.</param>
internal sealed partial record StartPosition(StartKind Kind, long Value)
{
    /// <summary>The beginning of the log.</summary>
    internal static StartPosition Earliest { get; } = new(StartKind.Sequence, 0);

    /// <summary>Reads a filter such as <c>amqp.annotation.x-opt-offset > '120'</c>; an empty one means the beginning.</summary>
    /// <exception cref="FormatException">It is of no form that the service knows.</exception>
    internal static StartPosition Parse(string filter)
    {
        if (filter.Length == 0)
        {
            return Earliest;
        }

        var match = Filter().Match(filter);
        if (!match.Success)
        {
            throw new FormatException($"'{filter}' is no filter of a partition.");
        }

        if (match.Groups["value"].Value == "@latest")
        {
            return new(StartKind.End, 0);
        }

        var isInclusive = match.Groups["sign"].Value == ">=";
        var value = long.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        var kind = match.Groups["what"].Value switch
        {
            "offset" => StartKind.Offset,
            "sequence-number" => StartKind.Sequence,
            _ => StartKind.Time,
        };
        return new(kind, isInclusive ? value : value + 1);
    }

    [GeneratedRegex(@"^amqp\.annotation\.x-opt-(?<what>sequence-number|offset|enqueued-time)\s*(?<sign>>=?)\s*'?(?<value>@latest|-?\d+)'?$")]
    private static partial Regex Filter();
}

/// <summary>What the value of a <see cref="StartPosition"/> counts.</summary>
internal enum StartKind
{
    /// <summary>Sequence numbers.</summary>
    Sequence,

    /// <summary>Offsets.</summary>
    Offset,

    /// <summary>Milliseconds since 1970 at which events were accepted.</summary>
    Time,

    /// <summary>Nothing: the reader wants what comes after it.</summary>
    End,
}
