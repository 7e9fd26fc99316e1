using Orleans.Concurrency;

namespace Ballast.Silo.Tests.Architecture;

/// <summary>A grain in a cycle of calls that wait for each other.</summary>
public interface ISampleDesk : IGrainWithStringKey
{
    /// <summary>Waits its turn.</summary>
    Task Report();

    /// <summary>Never waits.</summary>
    [AlwaysInterleave]
    Task Glance();

    /// <summary>Driven by an interleaving extension.</summary>
    IAsyncEnumerable<int> Follow();
}

/// <summary>The other grain of the cycle.</summary>
public interface ISampleBook : IGrainWithStringKey
{
    /// <summary>Waits its turn.</summary>
    Task Close();

    /// <summary>Nobody waits for it.</summary>
    [OneWay]
    Task Tell();
}

/// <summary>Calls a book inside a lambda.</summary>
internal sealed class SampleDesk : Grain, ISampleDesk
{
    private readonly List<string> _books = ["a"];

    public Task Report() => Task.WhenAll(_books.Select(async book => await GrainFactory.GetGrain<ISampleBook>(book).Close()));

    public Task Glance() => Task.CompletedTask;

    public async IAsyncEnumerable<int> Follow()
    {
        await GrainFactory.GetGrain<ISampleBook>("a").Tell();
        yield return 1;
    }
}

/// <summary>Reaches the desk through a service, out of reach of its own code's calls.</summary>
internal sealed class SampleBook(ISampleMail mail) : Grain, ISampleBook
{
    public async Task Close()
    {
        await Task.Yield();
        await mail.Send("desk");
    }

    public Task Tell() => Task.CompletedTask;
}

/// <summary>Answers without waiting for the desk's turn: the cure of the cycle.</summary>
internal sealed class SamplePoliteBook : Grain, ISampleBook
{
    public async Task Close() => await GrainFactory.GetGrain<ISampleDesk>("desk").Glance();

    public async Task Tell()
    {
        await foreach (var _ in GrainFactory.GetGrain<ISampleDesk>("desk").Follow())
        {
            return;
        }
    }
}

/// <summary>A service that a grain knows only by its interface.</summary>
internal interface ISampleMail
{
    Task Send(string desk);
}

/// <summary>Calls the desk off the caller's turn.</summary>
internal sealed class SampleMail(IGrainFactory grains) : ISampleMail
{
    public Task Send(string desk) => Task.Run(() => grains.GetGrain<ISampleDesk>(desk).Report());
}
