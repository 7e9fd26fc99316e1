using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Where a feed was, as its grain keeps it over restarts: JSON, so that an operator can read it.</summary>
internal sealed record SavedPosition(IReadOnlyList<SavedSocket> Sockets)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads what was saved; empty when there was nothing, or something else.</summary>
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
            // A feed of another kind had this name before.
            return new([]);
        }
    }

    /// <summary>Name of a request: a position is only good for the very same one.</summary>
    public static string NameOf(TardisRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Address(null).Query)).AsSpan(0, 16));
}

/// <summary>Where one socket was.</summary>
/// <param name="Request">What it asked for, see <see cref="SavedPosition.NameOf"/>.</param>
/// <param name="At">Arrival up to which everything was published, in microseconds since 1970; <see langword="null"/> when that is not known.</param>
/// <param name="IsDone">Whether its replay had ended.</param>
/// <param name="Instruments">Instruments it had brought, as received.</param>
internal sealed record SavedSocket(string Request, long? At, bool IsDone, IReadOnlyList<string> Instruments);
