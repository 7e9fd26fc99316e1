using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Load.Ceiling;

/// <summary>A grain of the bare chain book, inventory, portfolio: it does nothing but call the next one.</summary>
[Alias("ballast.benchmarks.stage")]
internal interface IStageGrain : IGrainWithStringKey
{
    /// <summary>Takes the newest tick of an instrument.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="tick">Number of the tick.</param>
    /// <param name="change">The message; <see langword="null"/> behind the book.</param>
    [Alias("take")]
    Task Take(int instrument, long tick, BookChange? change);
}
