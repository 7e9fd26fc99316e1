using Ballast.Domain.Pnl.Markouts;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Markouts;

public sealed class MarkoutPolicyTests
{
    [Fact]
    public void Horizons_by_default_go_from_100_ms_to_5_min()
    {
        double[] seconds = [0.1, 0.5, 1, 5, 15, 60, 300];
        Assert.Equal(seconds.Select(TimeSpan.FromSeconds), MarkoutHorizons.Default.Spans);
        Assert.Equal("100ms,500ms,1s,5s,15s,1m,5m", MarkoutHorizons.Default.ToString());
    }

    [Theory]
    [InlineData("1ms", "1ms")]
    [InlineData(" 1000ms , 60s,300s", "1s,1m,5m")]
    [InlineData("1500ms,90s", "1500ms,90s")]
    public void Horizons_have_one_text_that_reads_back_equal(string text, string stable)
    {
        var horizons = MarkoutHorizons.Parse(text);
        Assert.Equal(stable, horizons.ToString());
        Assert.Equal(horizons, MarkoutHorizons.Parse(stable));
        Assert.Equal(horizons.GetHashCode(), MarkoutHorizons.Parse(stable).GetHashCode());
    }

    [Theory]
    [InlineData("", "'' is not a whole number of ms, s or m, e.g. 500ms")]
    [InlineData("1s,", "'' is not a whole number of ms, s or m, e.g. 500ms")]
    [InlineData("0.5s", "'0.5s' is not a whole number of ms, s or m, e.g. 500ms")]
    [InlineData("-1s", "'-1s' is not a whole number of ms, s or m, e.g. 500ms")]
    [InlineData("100", "'100' is not a whole number of ms, s or m, e.g. 500ms")]
    [InlineData("1h", "'1h' is not a whole number of ms, s or m, e.g. 500ms")]
    [InlineData("0ms", "0ms is not from 1ms to 5m")]
    [InlineData("1s,6m", "6m is not from 1ms to 5m")]
    [InlineData("1s,1000ms", "1000ms must be longer than 1s before it")]
    [InlineData("1ms,2ms,3ms,4ms,5ms,6ms,7ms,8ms,9ms,10ms,11ms,12ms,13ms,14ms,15ms,16ms,17ms", "17 horizons are more than 16")]
    public void A_fault_in_horizons_names_key_and_value(string text, string fault) =>
        Assert.Equal($"Some:Key '{text}': {fault}", Assert.Throws<FormatException>(() => MarkoutHorizons.Parse(text, "Some:Key")).Message);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99.99, 0)]
    [InlineData(100, 1)]
    [InlineData(99_999, 3)]
    [InlineData(100_000, 4)]
    [InlineData(1e20, 4)]
    public void A_size_falls_into_the_bucket_from_its_threshold(double notional, int bucket)
    {
        Assert.Equal(bucket, MarkoutSizes.Default.BucketOf((decimal)notional));
    }

    [Fact]
    public void Sizes_have_one_text_that_reads_back_equal()
    {
        var sizes = MarkoutSizes.Parse("0.10, 2.0,30");
        Assert.Equal("0.1,2,30", sizes.ToString());
        Assert.Equal(sizes, MarkoutSizes.Parse("0.1,2,30"));
    }

    [Theory]
    [InlineData("", "'' is not a positive number")]
    [InlineData("0", "'0' is not a positive number")]
    [InlineData("-1", "'-1' is not a positive number")]
    [InlineData("1,x", "'x' is not a positive number")]
    [InlineData("2,1", "1 must be larger than 2 before it")]
    public void A_fault_in_sizes_names_key_and_value(string text, string fault) =>
        Assert.Equal($"Some:Key '{text}': {fault}", Assert.Throws<FormatException>(() => MarkoutSizes.Parse(text, "Some:Key")).Message);
}
