namespace Ballast.Domain.Ledger.Forms;

/// <summary>Names of a member of a ledger event where events are stored or exchanged.</summary>
/// <param name="Letter">Name in journal entries. It is part of stored data: never change it, and never use it for another member of the same kind of event.</param>
/// <param name="Name">Name in lines of an export, in checkpoints and in fill files.</param>
public readonly record struct EventMember(char Letter, string Name)
{
    /// <summary>Whether fill files may have a column of that name; when <see langword="false"/>, such a column is ignored.</summary>
    public bool IsInFillFiles { get; init; } = true;
}
