using System.Runtime.InteropServices;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Lets only one form of each book through when several describe it. Not for concurrent use.</summary>
/// <remarks>
/// Changes of the whole book, snapshots of 25 or 5 levels, and quotes of one instrument have different delays and depths;
/// applied in turn they would make levels come and go. Only the best form seen so far is used: the one with the shortest
/// interval, then the deepest. It takes over with its first snapshot, and no worse form replaces it, not even after a disconnect.
/// </remarks>
internal sealed class BookForms
{
    private readonly Dictionary<InstrumentId, BookForm> _driving = [];
    private InstrumentId _lastInstrument;
    private BookForm _lastForm;

    /// <summary>Number of messages left out because a better form of their book is used.</summary>
    public long Superseded { get; private set; }

    /// <summary>Whether a message may be used.</summary>
    public bool Admits(in TardisMessage message)
    {
        if (message.Form.Depth == 0)
        {
            return true;
        }

        // Nearly every message has the same instrument and form as the one before it.
        if (message.Form == _lastForm
            && ReferenceEquals(message.Instrument.Symbol, _lastInstrument.Symbol)
            && ReferenceEquals(message.Instrument.Exchange, _lastInstrument.Exchange))
        {
            return true;
        }

        ref var driving = ref CollectionsMarshal.GetValueRefOrAddDefault(_driving, message.Instrument, out _);
        if (message.Form != driving)
        {
            var isSnapshot = message.Event is BookChange { IsSnapshot: true };
            if (!isSnapshot && driving.Depth == 0)
            {
                // The book itself counts changes that come before any snapshot.
                return true;
            }

            if (!isSnapshot || !message.Form.IsBetterThan(driving))
            {
                Superseded++;
                return false;
            }

            driving = message.Form;
        }

        (_lastInstrument, _lastForm) = (message.Instrument, message.Form);
        return true;
    }
}
