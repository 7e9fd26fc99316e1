using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Package versions in and out of their place.</summary>
internal static class PackagePlants
{
    internal static IEnumerable<Plant> All =>
    [
        Plant.Of(new PackageVersionRule(), "versions in a project", "Domain/Ballast.Domain.csproj",
            """
            <Project>
              <PackageVersion Include="A" Version="1.0.0" />
              <PackageReference Include="B" Version="1.0.0" />
              <PackageReference Include="C" VersionOverride="1.0.0" />
              <PackageReference Include="D"><Version>1.0.0</Version></PackageReference>
              <PackageReference Include="E" />
            </Project>
            """,
            "Domain/Ballast.Domain.csproj: PackageVersion A",
            "Domain/Ballast.Domain.csproj: PackageReference B",
            "Domain/Ballast.Domain.csproj: PackageReference C",
            "Domain/Ballast.Domain.csproj: PackageReference D"),
        Plant.Of(new PackageVersionRule(), "versions in their file", "Directory.Packages.props", """<Project><PackageVersion Include="A" Version="1.0.0" /></Project>"""),
    ];
}
