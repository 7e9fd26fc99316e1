namespace Ballast.Silo.Tests.Architecture.SampleGrains;

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
