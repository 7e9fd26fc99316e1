namespace Ballast.Grains.Inventory;

/// <summary>Log messages of the inventory grain.</summary>
internal static partial class InventoryLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the journal could not be opened")]
    internal static partial void NotOpened(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: book or rates did not answer; they are asked again in a second")]
    internal static partial void NotObserved(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the seconds before this activation are not closed")]
    internal static partial void NotResumed(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: ledgers rebuilt from {Entries} journal entries, epoch {Epoch}")]
    internal static partial void Reloaded(ILogger logger, InstrumentId instrument, long entries, long epoch);
}
