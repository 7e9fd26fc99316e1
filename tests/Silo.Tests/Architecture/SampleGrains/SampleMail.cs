namespace Ballast.Silo.Tests.Architecture.SampleGrains;

/// <summary>Calls the desk off the caller's turn.</summary>
internal sealed class SampleMail(IGrainFactory grains) : ISampleMail
{
    public Task Send(string desk) => Task.Run(() => grains.GetGrain<ISampleDesk>(desk).Report());
}
