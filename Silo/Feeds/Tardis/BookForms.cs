using System.Runtime.InteropServices;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Lets one form of each book through when several describe it, so that they do not fight over it. Not for concurrent use.</summary>
/// <remarks>
/// Whole books by their changes, snapshots of 25 or 5 levels and quotes of one instrument come with different delays and
/// depths; applied in turn they would make levels come and go. The best form seen so far is the only one used: the
/// freshest, then the deepest. It takes over with a snapshot of its own, and stays: after a disconnect nothing worse
/// stands in for it.
/// </remarks>
internal sealed class BookForms
{
    private readonly Dictionary<InstrumentId, BookForm> _driving = [];
    private InstrumentId _lastInstrument;
    private BookForm _lastForm;

    /// <summary>Messages left out because a better form of their book is there.</summary>
    public long Superseded { get; private set; }

    /// <summary>Whether a message is to be used.</summary>
    public bool Admits(in TardisMessage message)
    {
        if (message.Form.Depth == 0)
        {
            return true;
        }

        // Nearly all messages come in the form of the one before them.
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
                // The book itself counts changes that no snapshot has come before.
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
