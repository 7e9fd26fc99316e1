using Orleans.Concurrency;

namespace Ballast.Silo.Tests.Architecture.SampleGrains;

/// <summary>The other grain of the cycle.</summary>
public interface ISampleBook : IGrainWithStringKey
{
    /// <summary>Waits its turn.</summary>
    Task Close();

    /// <summary>Nobody waits for it.</summary>
    [OneWay]
    Task Tell();
}
