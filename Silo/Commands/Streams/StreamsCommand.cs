using System.CommandLine;

namespace Ballast.Silo.Commands.Streams;

/// <summary>Commands that look after the durable streams of a running cluster.</summary>
internal static class StreamsCommand
{
    internal static Command Create() => new("streams", "Show the durable streams of a running cluster, and replay messages that were put aside.")
    {
        StreamsStatusCommand.Create(),
        new Command("dead-letters", "Messages of fill streams that were not booked.") { DeadLettersListCommand.Create(), DeadLettersReplayCommand.Create() },
    };
}
