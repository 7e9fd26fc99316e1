namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Takes one message; the memory is the source's again when it completes.</summary>
internal delegate ValueTask TakeMessage(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

/// <summary>Reads the messages that a server sends for one request.</summary>
internal interface IMessageSource
{
    /// <summary>Reads until the source ends, fails, or is silent for too long.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="connected">Called once the server has accepted.</param>
    /// <param name="take">Called for each message in turn; while it does not complete nothing more is read, and the server waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it ended. Only cancellation throws.</returns>
    Task<SourceEnd> Read(TardisRequest request, Action connected, TakeMessage take, CancellationToken cancellationToken);
}
