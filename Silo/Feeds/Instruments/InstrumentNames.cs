using System.Runtime.InteropServices;
using System.Text;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Instruments;

/// <summary>Turns the bytes of an exchange and a symbol into one shared <see cref="InstrumentId"/>, without creating new strings.</summary>
/// <remarks>The table is bounded: when it is full it is emptied, and names are allocated once more.</remarks>
internal sealed class InstrumentNames
{
    private const int Capacity = 1 << 16;
    private const int FirstSlots = 256;

    private Slot[] _slots = new Slot[FirstSlots];
    private int _count;

    /// <summary>Finds or creates the instrument with these names.</summary>
    /// <returns><see langword="false"/> when a name is empty, has a character that is not printable ASCII, or has a quote or a backslash.</returns>
    public bool TryGet(ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> symbol, out InstrumentId instrument)
    {
        var hash = Hash(symbol) ^ (Hash(exchange) * 31);
        var mask = _slots.Length - 1;
        for (var at = (int)(hash & (uint)mask); ; at = (at + 1) & mask)
        {
            ref var slot = ref _slots[at];
            if (slot.Symbol is null)
            {
                return TryAdd(hash, exchange, symbol, out instrument);
            }

            if (slot.Hash == hash && symbol.SequenceEqual(slot.Symbol) && exchange.SequenceEqual(slot.Exchange))
            {
                instrument = slot.Instrument;
                return true;
            }
        }
    }

    /// <summary>Whether a text has the same bytes in ASCII, UTF-8 and JSON.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> name) =>
        !name.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !name.ContainsAny((byte)'"', (byte)'\\');

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = (ulong)name.Length * 0x9E3779B97F4A7C15;
        while (name.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(name)) * 0x9E3779B97F4A7C15;
            name = name[sizeof(ulong)..];
        }

        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 0x9E3779B97F4A7C15;
        }

        return (uint)(hash >> 32);
    }

    private bool TryAdd(uint hash, ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> symbol, out InstrumentId instrument)
    {
        instrument = default;
        if (exchange.IsEmpty || symbol.IsEmpty || !IsPlain(exchange) || !IsPlain(symbol))
        {
            return false;
        }

        if (_count == Capacity)
        {
            (_slots, _count) = (new Slot[FirstSlots], 0);
        }
        else if (2 * _count >= _slots.Length)
        {
            var known = _slots;
            _slots = new Slot[2 * known.Length];
            foreach (var slot in known.Where(slot => slot.Symbol is not null))
            {
                Place(slot);
            }
        }

        instrument = new(Encoding.ASCII.GetString(exchange), Encoding.ASCII.GetString(symbol));
        Place(new(hash, exchange.ToArray(), symbol.ToArray(), instrument));
        _count++;
        return true;
    }

    private void Place(Slot slot)
    {
        var mask = _slots.Length - 1;
        var at = (int)(slot.Hash & (uint)mask);
        while (_slots[at].Symbol is not null)
        {
            at = (at + 1) & mask;
        }

        _slots[at] = slot;
    }

    private readonly record struct Slot(uint Hash, byte[] Exchange, byte[] Symbol, InstrumentId Instrument);
}
