using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Grains.Streams.Fills;

/// <summary>Keeps messages of fill streams that were not booked.</summary>
public interface IDeadLetters
{
    /// <summary>Keeps letters; durable once this completes. One that is kept already stays as it is.</summary>
    /// <exception cref="TimeoutException">The store does not answer, or is full; try again later.</exception>
    Task Add(IReadOnlyList<DeadLetter> letters);

    /// <summary>The letters with the oldest time, in its order.</summary>
    Task<IReadOnlyList<DeadLetter>> List(int limit);

    /// <summary>The letters with these ids; those that do not exist are left out.</summary>
    Task<IReadOnlyList<DeadLetter>> Find(IReadOnlyList<string> ids);

    /// <summary>Replaces a letter that is kept.</summary>
    Task Replace(DeadLetter letter);

    /// <summary>Ends a letter.</summary>
    Task Remove(string id);

    /// <summary>Number of letters.</summary>
    Task<long> Count();
}
