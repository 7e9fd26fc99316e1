namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Log messages of ledgers and journals.</summary>
internal static partial class LedgerLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the journal lacks entries of the snapshot; figures cover the remaining entries only, see journal verify")]
    internal static partial void TailLost(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the store has lost the whole journal; it begins again with the events in memory, and {Lost} older events are lost")]
    internal static partial void ChainGone(ILogger logger, InstrumentId instrument, long lost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the snapshot does not match the journal, so the whole journal is read")]
    internal static partial void SnapshotUnusable(ILogger logger, Exception exception, InstrumentId instrument);
}
