namespace Ballast.Grains.Journaling.Entries;

/// <summary>One entry of an instrument's journal.</summary>
public abstract record JournalEntry
{
    private protected JournalEntry()
    {
    }
}
