using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis.Csv;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does it take to unpack a dataset, and to read its rows into messages?</summary>
[MemoryDiagnoser]
public class CsvRead
{
    private string _path = "";

    public static IEnumerable<string> Names => Recording.Datasets().Select(Recording.DatasetName);

    [ParamsSource(nameof(Names))]
    public string Dataset { get; set; } = "";

    [GlobalSetup]
    public void Find() => _path = Recording.Datasets().Single(path => Recording.DatasetName(path) == Dataset);

    [Benchmark]
    public long Unpack()
    {
        using var lines = LineReader.Open(_path);
        while (lines.Next() == LineStep.Line)
        {
        }

        return lines.Number;
    }

    [Benchmark]
    public int Read()
    {
        using var lines = LineReader.Open(_path);
        return new TardisCsvReader(_path, lines, new(), new()).Read().Count();
    }
}
