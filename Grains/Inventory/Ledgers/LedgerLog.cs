namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Log messages of ledgers and journals.</summary>
internal static partial class LedgerLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the journal lacks what the snapshot was made from; figures are those of what is left, see journal verify")]
    internal static partial void TailLost(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the snapshot does not fit the journal, which is read as a whole")]
    internal static partial void SnapshotUnusable(ILogger logger, Exception exception, InstrumentId instrument);
}
