namespace Ballast.Silo.Tests.Architecture.SampleGrains;

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
