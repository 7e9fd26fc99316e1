namespace Ballast.Silo.Tests.Architecture.SampleGrains;

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
