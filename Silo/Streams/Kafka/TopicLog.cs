namespace Ballast.Silo.Streams.Kafka;

/// <summary>What a reader of a topic logs.</summary>
internal static partial class TopicLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic} is not read until its brokers answer: {Reason}")]
    internal static partial void NotRead(ILogger logger, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} messages of topic {Topic}, partition {Partition}, before {Offset} were never read and are gone: the topic keeps too little for the time that nobody read it")]
    internal static partial void Missing(ILogger logger, long count, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic}, partition {Partition}: messages {From} to {To} are left out, the first is {Age} old")]
    internal static partial void Skipped(ILogger logger, string topic, int partition, long from, long to, TimeSpan age);
}
