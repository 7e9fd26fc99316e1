using Ballast.Domain.Risk.Methods;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long do value at risk and expected shortfall of 1,000 observations take?</summary>
[MemoryDiagnoser]
public class HistoricalVarCompute
{
    private double[] _pnl = [];

    [GlobalSetup]
    public void Revalue() => _pnl = new SomeRisk().Revalue().Total;

    [Benchmark]
    public TailLoss? Compute() => HistoricalVar.Compute(_pnl, 0.99);
}
