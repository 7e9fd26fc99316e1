using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ballast.Silo.Feeds.Tardis.Live.Requests;

namespace Ballast.Silo.Feeds.Tardis.Live.Resuming;

/// <summary>The position of a feed, which its grain keeps over restarts. It is JSON, so that an operator can read it.</summary>
internal sealed record SavedPosition(IReadOnlyList<SavedSocket> Sockets)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads a saved position; without one, or with one of another kind of feed, it is empty.</summary>
    public static SavedPosition Read(byte[]? saved)
    {
        if (saved is null)
        {
            return new([]);
        }

        try
        {
            return JsonSerializer.Deserialize<SavedPosition>(saved) is { Sockets: not null } position ? position : new([]);
        }
        catch (JsonException)
        {
            // A feed of another kind had this name before, so its position means nothing here.
            return new([]);
        }
    }

    /// <summary>The identity of a request; a position is valid only for the same request.</summary>
    public static string NameOf(TardisRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Address(null).Query)).AsSpan(0, 16));
}

/// <summary>The position of one socket.</summary>
/// <param name="Request">Identity of its request, see <see cref="SavedPosition.NameOf"/>.</param>
/// <param name="At">Arrival up to which everything was published, in microseconds since 1970; <see langword="null"/> when unknown.</param>
/// <param name="IsDone">Whether the socket's replay had ended.</param>
/// <param name="Instruments">Instruments received so far.</param>
internal sealed record SavedSocket(string Request, long? At, bool IsDone, IReadOnlyList<string> Instruments);
