namespace Ballast.Grains.Inventory.Events;

/// <summary>Log messages of an inventory's writer.</summary>
internal static partial class WriterLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the store had lost {Count} acknowledged events; they are stored again")]
    internal static partial void Restored(ILogger logger, InstrumentId instrument, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the journal's store has not confirmed a write for {Patience}; {Waiting} waiting events and further ones are refused until it does")]
    internal static partial void Paused(ILogger logger, InstrumentId instrument, TimeSpan patience, int waiting);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: the store answers again, events are taken")]
    internal static partial void Resumed(ILogger logger, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: {Event}, which the inventory found itself, was not booked: {Reason}")]
    internal static partial void OwnRefused(ILogger logger, InstrumentId instrument, string @event, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Instrument}: the store did not tell the journal's length")]
    internal static partial void NotChecked(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: journal segments before {Segment} are dropped; a verified checkpoint holds everything up to {Time}")]
    internal static partial void Dropped(ILogger logger, InstrumentId instrument, int segment, Instant time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: account {Account}: the fill of a void can no longer arrive. {Reason}")]
    internal static partial void Lapsed(ILogger logger, InstrumentId instrument, string account, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: could not find out whether the store has lost acknowledged events")]
    internal static partial void NotRestored(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: {Count} events could not be journaled and were not acknowledged")]
    internal static partial void NotRecorded(ILogger logger, Exception exception, InstrumentId instrument, int count);
}
