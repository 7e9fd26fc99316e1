using Xunit;

namespace Ballast.Domain.Tests;

/// <summary>Binary search against counting from the beginning.</summary>
public sealed class SortedSearchTests
{
    [Fact]
    public void It_finds_what_counting_finds_for_every_length_and_every_boundary()
    {
        for (var count = 0; count <= 40; count++)
        {
            for (var boundary = 0; boundary <= count; boundary++)
            {
                Assert.Equal(boundary, SortedSearch.CountWhile(count, boundary, (b, index) => index < b));
            }
        }
    }

    [Fact]
    public void Equal_entries_are_counted_all_or_none()
    {
        long[] times = [1, 3, 3, 3, 7];
        Assert.Equal(4, SortedSearch.CountWhile(times.Length, times, (all, index) => all[index] <= 3));
        Assert.Equal(1, SortedSearch.CountWhile(times.Length, times, (all, index) => all[index] < 3));
    }

    [Fact]
    public void It_asks_only_for_entries_that_are_there()
    {
        var asked = new List<int>();
        Assert.Equal(0, SortedSearch.CountWhile(0, asked, Ask));
        Assert.Empty(asked);
        Assert.Equal(9, SortedSearch.CountWhile(9, asked, Ask));
        Assert.All(asked, index => Assert.InRange(index, 0, 8));
        Assert.InRange(asked.Count, 1, 4);

        static bool Ask(List<int> asked, int index)
        {
            asked.Add(index);
            return true;
        }
    }

    [Fact]
    public void The_number_of_entries_is_not_negative() =>
        Assert.Throws<ArgumentOutOfRangeException>("count", () => SortedSearch.CountWhile(-1, 0, (_, _) => true));
}
