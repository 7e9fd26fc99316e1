using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ballast.Domain;

/// <summary>Digest of a state's members in a fixed order; equal values give equal digests whatever their scale.</summary>
internal sealed class StateDigest
{
    private const int Bytes = 16;

    // Dividing by a one of the largest scale drops trailing zeros: 1.0 and 1.00 become 1.
    private const decimal Unscale = 1.0000000000000000000000000000m;

    private readonly StringBuilder text = new();

    /// <summary>Texts carry their length, so that no two sequences of them read the same.</summary>
    internal StateDigest Add(string value)
    {
        text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value};");
        return this;
    }

    internal StateDigest Add(long value)
    {
        text.Append(CultureInfo.InvariantCulture, $"{value};");
        return this;
    }

    internal StateDigest Add(decimal value)
    {
        // A zero may carry a sign.
        text.Append(CultureInfo.InvariantCulture, $"{(value == 0 ? 0m : value / Unscale)};");
        return this;
    }

    internal string ToHex() => Convert.ToHexStringLower(Hash().AsSpan(0, Bytes));

    internal long ToLong() => BinaryPrimitives.ReadInt64BigEndian(Hash());

    internal Ledger.KeyHash ToKeyHash()
    {
        var hash = Hash();
        return new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)));
    }

    private byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
}
