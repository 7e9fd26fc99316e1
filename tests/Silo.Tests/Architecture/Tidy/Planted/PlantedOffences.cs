namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>The plants of every rule.</summary>
internal static class PlantedOffences
{
    internal static IReadOnlyList<Plant> All { get; } =
    [
        .. SizePlants.All, .. ParameterPlants.All, .. PlacePlants.All, .. TypeFilePlants.All, .. FolderCyclePlants.All, .. NamePlants.All,
        .. BoolArgumentPlants.All, .. CatchPlants.All, .. BannedCodePlants.All, .. DocumentPlants.All, .. PackagePlants.All,
    ];
}
