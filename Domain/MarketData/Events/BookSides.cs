using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Ballast.Domain.MarketData.Events;

/// <summary>Levels of both sides. They are nearly all of the bytes in market data streams, so they have a compact codec.</summary>
internal readonly record struct BookSides(BookLevel[] Bids, BookLevel[] Asks);
