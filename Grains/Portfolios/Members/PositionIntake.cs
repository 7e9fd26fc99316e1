using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios.Members;

/// <summary>Hands positions of members on to the parts of a portfolio. Used on the grain's scheduler only.</summary>
/// <param name="members">Keeps the newest position of each member.</param>
/// <param name="closing">Closes seconds.</param>
/// <param name="rollUp">Sums the positions up.</param>
/// <param name="updates">Sends the parent what has changed.</param>
/// <param name="record">Stores a member that the store has lost.</param>
internal sealed class PositionIntake(
    PortfolioMembers members, PortfolioClosing closing, PortfolioRollUp rollUp, ParentUpdates updates, Func<InstrumentId, Task> record)
{
    /// <summary>Takes the pushes of one call.</summary>
    /// <returns>Completes when the late events of all of them are stored; most have none.</returns>
    internal Task Apply(IReadOnlyList<PositionPush> positions)
    {
        var stored = Task.CompletedTask;
        for (var i = 0; i < positions.Count; i++)
        {
            var own = Apply(positions[i]);
            stored = stored.IsCompletedSuccessfully ? own : Task.WhenAll(stored, own);
        }

        return stored;
    }

    /// <summary>Takes a push.</summary>
    /// <returns>Completes when the late events of the push are stored.</returns>
    internal Task Apply(PositionPush push)
    {
        if (members.IsUnrecorded(push))
        {
            // Not awaited: positions must not wait for the store, and the next push tries again.
            members.LogFaults([($"{push.Instrument}", record(push.Instrument))]);
        }

        // Closed values and late events count even in a push whose position is old.
        var noted = closing.Add(push);
        if (members.Apply(push))
        {
            rollUp.Advance(push.Instrument);
            updates.AddOwn(push.Instrument);
            updates.Send();
        }

        return noted;
    }
}
