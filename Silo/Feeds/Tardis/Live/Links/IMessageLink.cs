namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>An open connection that delivers messages one by one.</summary>
internal interface IMessageLink : IAsyncDisposable
{
    /// <summary>Reads the next message; <see langword="null"/> at the regular end.</summary>
    /// <exception cref="LinkLostException">The connection ended in any other way.</exception>
    ValueTask<LinkMessage?> Next(CancellationToken cancellationToken);
}

/// <summary>One message as received.</summary>
/// <param name="Text">The message in UTF-8, valid until the next one is read; empty when it was too long.</param>
/// <param name="Length">Length in bytes, also of a message that was too long.</param>
/// <param name="IsTooLong">Whether the message was longer than the limit and was skipped.</param>
internal readonly record struct LinkMessage(ReadOnlyMemory<byte> Text, long Length, bool IsTooLong);
