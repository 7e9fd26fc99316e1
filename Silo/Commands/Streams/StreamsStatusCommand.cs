using System.CommandLine;
using System.Globalization;
using Ballast.Domain;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Silo.Commands.Streams;

/// <summary>Writes one line per partition, and the number of dead letters.</summary>
internal static class StreamsStatusCommand
{
    /// <summary>Age of a report from which its silo no longer counts as the reader.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(10);

    internal static Command Create()
    {
        var command = new Command("status", "Write each partition with its silo, lag and oldest message, and the number of dead letters.");
        var cluster = new ClusterOptions(command);
        command.SetAction((parsed, token) => ExitCode.Of(() => cluster.Run(parsed, Write, token)));
        return command;
    }

    private static async Task<int> Write(IGrainFactory grains)
    {
        var view = await grains.Streams().GetStatus();
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        foreach (var line in Lines(view, now))
        {
            await Console.Out.WriteLineAsync(line);
        }

        return ExitCode.Success;
    }

    /// <summary>The lines of a view.</summary>
    internal static IEnumerable<string> Lines(StreamsView view, Instant now)
    {
        if (view.Partitions.Count == 0)
        {
            yield return "No silo reads a durable stream.";
        }

        foreach (var partition in view.Partitions)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{$"{partition.Topic}/{partition.Partition}",-16} {Owner(partition, now),-22} lag {partition.Lag?.ToString(CultureInfo.InvariantCulture) ?? "?",-8} oldest {Age(partition.OldestAge),-10} left out {partition.Skipped,-8} unreadable {partition.Unreadable,-6}{(partition.Fault is { } fault ? $" {fault}" : "")}").TrimEnd();
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"dead letters     {view.DeadLetters}");
    }

    private static string Owner(PartitionStatus partition, Instant now) =>
        now.Micros - partition.ReportedAt.Micros > Old.TotalMicroseconds ? "nobody" : partition.Silo;

    private static string Age(TimeSpan? age) => age is { } span ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s") : "-";
}
