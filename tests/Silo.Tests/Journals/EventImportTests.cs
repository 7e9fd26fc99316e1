using System.Text;
using Ballast.Silo.Feeds;
using Ballast.Silo.Journals;
using Xunit;

namespace Ballast.Silo.Tests.Journals;

/// <summary>Lines that hold no event are named by file and line.</summary>
public sealed class EventImportTests
{
    [Fact]
    public async Task Bad_lines_are_counted_by_place_and_reason_and_blank_ones_are_not()
    {
        var told = new List<string>();
        var import = new EventImport(null!, new InputFaults(fault => told.Add(fault.ToString())));
        using var lines = LineReader.Of(new MemoryStream(Encoding.UTF8.GetBytes("\n{}\n  \r\nnothing\n")));

        await import.Read("events.ndjson", lines, TestContext.Current.CancellationToken);

        Assert.Equal(["events.ndjson:2: kind is missing", "events.ndjson:4: not a JSON object"], told);
        Assert.Equal((2, 0), (import.BadLines, import.Recorded));
    }
}
