using System.Globalization;
using Ballast.Grains.Feeds;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Combines the states of a feed's sockets into the line that its status shows. Safe for use from many threads.</summary>
internal sealed class LinkStates(ConnectionCounts counts, int sockets)
{
    private readonly Lock _gate = new();
    private readonly string[] _states = [.. Enumerable.Repeat("not dialled yet", sockets)];

    /// <summary>Sets the state of a socket.</summary>
    public void Set(int socket, string state)
    {
        lock (_gate)
        {
            _states[socket] = state;
            counts.SetLink(string.Join("; ", _states
                .Select((text, index) => (text, index))
                .GroupBy(one => one.text)
                .Select(group => _states.Length == 1
                    ? group.Key
                    : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} of {_states.Length} {group.Key}"))));
        }
    }
}
