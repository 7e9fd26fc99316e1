using Ballast.Silo.Commands;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does the reader take over the book changes of a recording, in a plain file that the system has cached?</summary>
[MemoryDiagnoser]
public class NdjsonDecode : IDisposable
{
    private TemporaryDirectory? _directory;
    private string _path = "";

    public static IEnumerable<string> Names => Recording.Names;

    [ParamsSource(nameof(Names))]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Write()
    {
        _directory = new();
        _path = Path.Combine(_directory.Path, "recording.ndjson");
        System.IO.File.WriteAllBytes(_path, Recording.Load(File).Bytes.Span);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _directory?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public int Read()
    {
        using var lines = LineReader.Open(_path);
        return new TardisNdjsonReader(_path, lines, new(), new()).Read().Count();
    }
}
