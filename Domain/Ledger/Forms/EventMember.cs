namespace Ballast.Domain.Ledger.Forms;

/// <summary>How a member of a ledger event is named where events are stored or exchanged.</summary>
/// <param name="Letter">Its name in journal entries. Part of stored data: never change it, nor use it for another member of the same kind of event.</param>
/// <param name="Name">Its name in lines of an export, in checkpoints and in fill files.</param>
public readonly record struct EventMember(char Letter, string Name)
{
    /// <summary>Whether fill files may have a column of that name; <see langword="false"/> for a member that is ignored there.</summary>
    public bool IsInFillFiles { get; init; } = true;
}
