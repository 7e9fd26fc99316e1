namespace Ballast.Benchmarks.Compare;

/// <summary>One figure of one of those compared.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Messages">What it is done with.</param>
/// <param name="Subject">Who does it.</param>
/// <param name="MessagesPerSecond">Speed; <see langword="null"/> for a latency.</param>
/// <param name="LevelsPerSecond">The same in levels.</param>
/// <param name="Latency">From when a message was due; <see langword="null"/> for a speed.</param>
/// <param name="Ratio">Our speed over this one, or this p99 over ours; <see langword="null"/> when nothing of ours does the same.</param>
internal sealed record CompareRow(
    string Work, string Messages, string Subject, double? MessagesPerSecond, double? LevelsPerSecond, LatencySummary? Latency, double? Ratio)
{
    internal const string Ballast = "Ballast";

    internal static CompareRow Speed(string work, MessageFile file, string subject, double messagesPerSecond, CompareRow? ours = null) =>
        new(work, file.Name, subject, messagesPerSecond, messagesPerSecond * file.Levels / file.Count, null, ours?.MessagesPerSecond / messagesPerSecond);

    internal static CompareRow Late(string work, MessageFile file, string subject, LatencySummary latency, CompareRow? ours = null) =>
        new(work, file.Name, subject, null, null, latency, ours is null ? null : latency.P99 / ours.Latency!.P99);
}
