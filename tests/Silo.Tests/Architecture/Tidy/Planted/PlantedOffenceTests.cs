using Xunit;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Holds that each rule reports what it forbids, at its place, and nothing else.</summary>
public sealed class PlantedOffenceTests
{
    public static TheoryData<string> Cases => [.. PlantedOffences.All.Select(plant => plant.Case)];

    [Theory, MemberData(nameof(Cases))]
    public void It_is_reported_exactly(string because)
    {
        var plant = PlantedOffences.All.Single(plant => plant.Case == because);
        Assert.Equal(plant.Expected, plant.Rule.Find(plant.Tree).Select(offence => offence.ToString()));
    }

    [Fact]
    public void Every_rule_is_tested_with_an_offence_and_with_what_comes_near_to_one() =>
        Assert.All(PlantedOffences.All.GroupBy(plant => plant.Rule.GetType()), plants =>
        {
            Assert.Contains(plants, plant => plant.Expected.Length > 0);
            Assert.Contains(plants, plant => plant.Expected.Length == 0);
        });
}
