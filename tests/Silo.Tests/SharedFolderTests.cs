using Xunit;

namespace Ballast.Silo.Tests;

public sealed class SharedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recordings_are_those_above_and_only_without_any_those_that_are_named()
    {
        var named = Directory.CreateDirectory(_folder.PathOf("elsewhere")).FullName;
        var deep = Directory.CreateDirectory(_folder.PathOf("clones/ballast/bin")).FullName;
        Assert.Equal(named, SharedFolder.Find(deep, named));
        Assert.Null(SharedFolder.Find(deep, null));
        Assert.Null(SharedFolder.Find(deep, Path.Combine(named, "none")));

        var above = Directory.CreateDirectory(_folder.PathOf("shared/data/tardis")).FullName;
        Assert.Equal(above, SharedFolder.Find(deep, named));

        var beside = Directory.CreateDirectory(_folder.PathOf("clones/shared/data/tardis")).FullName;
        Assert.Equal(beside, SharedFolder.Find(deep, named));
    }
}
