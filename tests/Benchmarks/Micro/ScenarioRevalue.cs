using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does revaluing 500 instruments in full under 1,000 scenarios take, a third of them inverse?</summary>
[MemoryDiagnoser]
public class ScenarioRevalue
{
    private SomeRisk _risk = null!;

    [GlobalSetup]
    public void Make() => _risk = new();

    [Benchmark]
    public double Revalue() => _risk.Revalue().Total[0];
}
