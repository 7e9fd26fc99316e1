using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does it take to unpack a dataset, and to read its rows into messages?</summary>
[MemoryDiagnoser]
public class CsvRead
{
    public static IEnumerable<string> Paths => Recording.Datasets();

    [ParamsSource(nameof(Paths))]
    public string Dataset { get; set; } = "";

    [Benchmark]
    public long Unpack()
    {
        using var lines = LineReader.Open(Dataset);
        while (lines.Next() == LineStep.Line)
        {
        }

        return lines.Number;
    }

    [Benchmark]
    public int Read()
    {
        using var lines = LineReader.Open(Dataset);
        return new TardisCsvReader(Dataset, lines, new(), new()).Read().Count();
    }
}
