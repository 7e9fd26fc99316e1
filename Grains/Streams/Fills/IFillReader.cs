using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Streams.Fills;

/// <summary>Reads messages of fill streams.</summary>
public interface IFillReader
{
    /// <summary>Reads an event.</summary>
    /// <param name="payload">A line of JSON.</param>
    /// <exception cref="InvalidDataException">It is no event, or no event that may come over a stream; the message says why.</exception>
    LedgerEvent Read(ReadOnlyMemory<byte> payload);
}
