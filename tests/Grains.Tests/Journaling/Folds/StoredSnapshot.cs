using System.Globalization;
using Ballast.Grains.Inventory.Ledgers;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ballast.Grains.Tests.Journaling.Folds;

/// <summary>A store of one snapshot that refuses a write with an old tag, as grain storage does, and can lose the answer to a write.</summary>
internal sealed class StoredSnapshot : IPersistentState<InventorySnapshot>
{
    private int _tag;

    /// <summary>The snapshot as it is stored.</summary>
    internal InventorySnapshot? Stored { get; private set; }

    /// <summary>Number of writes whose answer is lost after they were stored.</summary>
    internal int LosesAnswers { get; set; }

    public InventorySnapshot State { get; set; } = new();

    public string Etag { get; private set; } = "0";

    public bool RecordExists => Stored is not null;

    /// <summary>Another activation writes.</summary>
    internal void Replace(InventorySnapshot snapshot) => (Stored, _tag) = (snapshot, _tag + 1);

    public Task WriteStateAsync()
    {
        if (Etag != Tag)
        {
            throw new InconsistentStateException("the stored state is another one");
        }

        Replace(State);
        if (LosesAnswers > 0)
        {
            LosesAnswers--;
            throw new TimeoutException("no answer");
        }

        Etag = Tag;
        return Task.CompletedTask;
    }

    public Task ReadStateAsync()
    {
        (State, Etag) = (Stored ?? new(), Tag);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync() => throw new NotSupportedException("A snapshot is not cleared here.");

    private string Tag => _tag.ToString(CultureInfo.InvariantCulture);
}
