using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Closed values that members send to a new activation before they have said what the last one received and did not store.</summary>
/// <remarks>
/// An inventory sends each closed value once. Those that the last activation had not stored are asked for again, and later ones wait for the answer, because
/// seconds are taken in order. A member that does not answer within <see cref="Patience"/> is missing in the seconds between. Used on the grain's scheduler only.
/// </remarks>
internal sealed class HeldSeconds(TimeProvider time)
{
    /// <summary>Longest wait for an answer; seconds wait 30 s for a member.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<InstrumentId, List<PositionPush>> _held = [];
    private readonly Dictionary<InstrumentId, Task> _asking = [];
    private long _began;

    /// <summary>From now on the values of these members are held.</summary>
    internal void Begin(IEnumerable<InstrumentId> members)
    {
        _began = time.GetTimestamp();
        foreach (var member in members)
        {
            _held[member] = [];
        }
    }

    /// <summary>Asks every member that has not answered, each by itself, so that one that is slow does not keep one that failed at once from being asked again.</summary>
    /// <param name="ask">Asks a member.</param>
    /// <returns>Completes when no question is under way.</returns>
    internal Task Ask(Func<InstrumentId, Task> ask)
    {
        foreach (var answered in _asking.Where(asked => asked.Value.IsCompleted).Select(asked => asked.Key).ToArray())
        {
            _asking.Remove(answered);
        }

        foreach (var member in Members.Where(member => !_asking.ContainsKey(member)))
        {
            _asking[member] = ask(member);
        }

        return Task.WhenAll(_asking.Values);
    }

    /// <summary>Holds the closed values of a push.</summary>
    /// <returns>Whether they are held; if not, they count at once.</returns>
    internal bool Hold(PositionPush push)
    {
        if (!_held.TryGetValue(push.Instrument, out var held))
        {
            return false;
        }

        if (push.Closed.Length > 0)
        {
            held.Add(push with { Late = [] });
        }

        return true;
    }

    /// <summary>What a member has sent meanwhile, in order; it is not held any more.</summary>
    internal IReadOnlyList<PositionPush> Release(InstrumentId member) => _held.Remove(member, out var held) ? held : [];

    /// <summary>What the members have sent that have not answered for too long.</summary>
    internal IReadOnlyList<PositionPush> ReleaseOverdue() =>
        _held.Count > 0 && time.GetElapsedTime(_began) >= Patience ? [.. Members.SelectMany(Release)] : [];

    /// <summary>Members that have not answered, in order.</summary>
    private InstrumentId[] Members => [.. _held.Keys.Order()];
}
