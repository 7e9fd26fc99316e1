namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>One open connection that brings messages one by one.</summary>
internal interface IMessageLink : IAsyncDisposable
{
    /// <summary>Reads the next message; <see langword="null"/> at the orderly end.</summary>
    /// <exception cref="LinkLostException">It ended in any other way.</exception>
    ValueTask<LinkMessage?> Next(CancellationToken cancellationToken);
}

/// <summary>One message as it came.</summary>
/// <param name="Text">UTF-8, valid until the next is read; empty when it was too long.</param>
/// <param name="Length">Length in bytes, also of one that was too long.</param>
/// <param name="IsTooLong">Whether it was longer than is taken, and was skipped.</param>
internal readonly record struct LinkMessage(ReadOnlyMemory<byte> Text, long Length, bool IsTooLong);
