using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory;

/// <summary>Another activation has written to the journal: this one's view of it is not the newest any more.</summary>
public sealed class JournalFencedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JournalFencedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalFencedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalFencedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>One activation's writer of an instrument's journal.</summary>
/// <remarks>One append at a time; the owner sees to that. Segment 0 is the only one yet.</remarks>
internal sealed class Journal(IJournalStore store, InstrumentId instrument)
{
    /// <summary>Most entries of one append.</summary>
    internal const int MaxAppend = 250;

    private const int Segment = 0;
    private const int Page = 5_000;
    private const int AppendTries = 5;

    private string _hash = "";
    private byte[] _last = [];

    /// <summary>Entries known to be stored.</summary>
    internal long Length { get; private set; }

    /// <summary>Epoch of this activation; 0 until it has opened.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Reads every entry in order; the hash chain is checked.</summary>
    /// <exception cref="InvalidDataException">An entry was changed or lost.</exception>
    internal async Task Load(Action<Fill> onFill, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await store.Read(instrument, Segment, Length, Length + Page, cancellationToken);
            foreach (var stored in page)
            {
                var entry = JournalEntry.Decode(stored, _hash, out var hash);
                (_hash, _last) = (hash, stored);
                Length++;
                if (entry.Opened is { } epoch)
                {
                    LastEpoch = Math.Max(LastEpoch, epoch);
                }
                else if (entry.Fill is { } fill)
                {
                    onFill(fill.ToFill(instrument));
                }
            }

            if (page.Count < Page)
            {
                return;
            }
        }
    }

    /// <summary>Newest epoch that any activation opened with.</summary>
    internal long LastEpoch { get; private set; }

    /// <summary>Appends <c>Opened</c>, which fences every older activation at once.</summary>
    internal async Task Open(CancellationToken cancellationToken)
    {
        var epoch = LastEpoch + 1;
        await Append([new JournalEntry { Opened = epoch, Writer = Guid.NewGuid().ToString("N") }], cancellationToken);
        (Epoch, LastEpoch) = (epoch, epoch);
    }

    /// <summary>Appends fills; they are durable once this completes.</summary>
    /// <exception cref="JournalFencedException">Another activation has opened the journal.</exception>
    internal Task Append(IReadOnlyList<Fill> fills, CancellationToken cancellationToken) =>
        Append([.. fills.Select(fill => new JournalEntry { Fill = JournalFill.From(fill) })], cancellationToken);

    private async Task Append(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var hash = _hash;
        var encoded = new List<byte[]>(entries.Count);
        foreach (var entry in entries)
        {
            encoded.Add(entry.Encode(hash, out hash));
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                if (!await store.Append(instrument, Segment, Length, _last, encoded, cancellationToken)
                    && !await IsStored(encoded, cancellationToken))
                {
                    throw new JournalFencedException($"{instrument}: another activation has written to the journal after entry {Length}.");
                }

                break;
            }
            catch (Exception e) when (e is not (JournalFencedException or OperationCanceledException) && tries < AppendTries)
            {
                // The outcome is unknown. Trying again is safe: if the first try was stored, the fence refuses the second
                // and the tail then shows that the entries are ours.
                await Task.Delay(TimeSpan.FromMilliseconds(50 << tries), cancellationToken);
            }
        }

        Length += encoded.Count;
        (_hash, _last) = (hash, encoded[^1]);
    }

    /// <summary>Whether exactly these entries stand where this writer meant to put them, and nothing after them.</summary>
    private async Task<bool> IsStored(List<byte[]> encoded, CancellationToken cancellationToken)
    {
        var tail = await store.Read(instrument, Segment, Length, Length + encoded.Count + 1, cancellationToken);
        return tail.Count == encoded.Count && tail.Zip(encoded).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }
}
