namespace Ballast.Silo.Streams.EventHubs;

/// <summary>What becomes of fills when a hub does not know the position up to which they are settled.</summary>
public enum LostPosition
{
    /// <summary>The partition is not read until somebody decides, and says so at error level every minute.</summary>
    Stop,

    /// <summary>The partition is read from its first event on. Fills that were booked before are recognised by their keys.</summary>
    Earliest,
}
