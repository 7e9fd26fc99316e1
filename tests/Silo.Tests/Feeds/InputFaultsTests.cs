using Ballast.Silo.Feeds;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

public sealed class InputFaultsTests
{
    [Fact]
    public void Every_fault_is_counted_and_the_first_hundred_are_kept_and_told()
    {
        var told = new List<InputFault>();
        var faults = new InputFaults(told.Add);

        for (var line = 1; line <= 150; line++)
        {
            faults.Report(new("f", line, "r"));
        }

        Assert.Equal(150, faults.Count);
        Assert.Equal(Enumerable.Range(1, 100).Select(line => (long)line), faults.First.Select(fault => fault.Line));
        Assert.Equal(faults.First, told);
    }
}
