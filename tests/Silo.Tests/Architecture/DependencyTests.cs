using System.Reflection;
using System.Xml.Linq;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Xunit;

namespace Ballast.Silo.Tests.Architecture;

public sealed class DependencyTests
{
    private const string Domain = "Ballast.Domain";
    private const string Interfaces = "Ballast.Grains.Interfaces";
    private const string Grains = "Ballast.Grains";
    private const string Client = "Ballast.Client";
    private const string Silo = "Ballast.Silo";

    /// <summary>What each project may refer to; one not named here may refer to none of ours.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [Domain] = [],
        [Interfaces] = [Domain],
        [Grains] = [Domain, Interfaces],
        [Client] = [Domain, Interfaces],
        [Silo] = [Domain, Interfaces, Grains, Client],
    };

    private static readonly Dictionary<string, Assembly> Assemblies = new(StringComparer.Ordinal)
    {
        [Domain] = typeof(Instant).Assembly,
        [Interfaces] = typeof(IFeedGrain).Assembly,
        [Grains] = typeof(GrainServices).Assembly,
        [Client] = typeof(IBallastClient).Assembly,
        [Silo] = typeof(HostSettings).Assembly,
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_below_it(string project) =>
        Assert.Empty(ProjectReferences(Source(project)).Except(Allowed[project]));

    [Theory, MemberData(nameof(Projects))]
    public void An_assembly_uses_only_those_below_it(string project) =>
        Assert.Empty(References(Assemblies[project])
            .Select(name => name == "ballast" ? Silo : name)
            .Where(name => name.StartsWith("Ballast.", StringComparison.Ordinal))
            .Except(Allowed[project]));

    [Fact]
    public void Only_tests_refer_to_the_silo_or_to_tests()
    {
        var sources = Repository.Files(".", ".csproj").Where(path => !path.StartsWith("tests/", StringComparison.Ordinal)).ToArray();
        Assert.Superset(Allowed.Keys.Select(Source).ToHashSet(), sources.ToHashSet());
        Assert.DoesNotContain(sources.SelectMany(ProjectReferences), name => name == Silo || name.EndsWith(".Tests", StringComparison.Ordinal));
    }

    [Fact]
    public void The_domain_knows_no_Orleans_but_its_serialization()
    {
        var packages = Elements(Source(Domain), "PackageReference")
            .Where(package => Name(package).StartsWith("Microsoft.Orleans", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["Microsoft.Orleans.CodeGenerator", "Microsoft.Orleans.Serialization"], packages.Select(Name).Order(StringComparer.Ordinal));

        // The generator runs in our build and must not reach those who refer to the domain.
        Assert.Equal("all", packages.Single(package => Name(package).EndsWith(".CodeGenerator", StringComparison.Ordinal)).Attribute("PrivateAssets")?.Value);
        Assert.Empty(References(Assemblies[Domain])
            .Where(name => name.StartsWith("Orleans", StringComparison.Ordinal))
            .Except(["Orleans.Serialization", "Orleans.Serialization.Abstractions"]));
    }

    [Fact]
    public void The_domain_knows_no_web_and_no_store()
    {
        Assert.Equal("Microsoft.NET.Sdk", XDocument.Parse(Repository.Read(Source(Domain))).Root!.Attribute("Sdk")!.Value);
        Assert.Empty(Elements(Source(Domain), "FrameworkReference"));
        Assert.DoesNotContain(References(Assemblies[Domain]), name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.Contains("Redis", StringComparison.Ordinal));
    }

    /// <summary>A project's file: its folder is its name without the product's.</summary>
    private static string Source(string project) => $"{project["Ballast.".Length..]}/{project}.csproj";

    private static IEnumerable<string> ProjectReferences(string path) =>
        Elements(path, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(Name(reference).Replace('\\', '/')));

    private static IEnumerable<XElement> Elements(string path, string name) => XDocument.Parse(Repository.Read(path)).Descendants(name);

    private static string Name(XElement reference) => reference.Attribute("Include")!.Value;

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);
}
