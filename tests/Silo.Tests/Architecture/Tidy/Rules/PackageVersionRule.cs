using System.Xml.Linq;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>Holds that the version of a package stands in <c>Directory.Packages.props</c> only.</summary>
internal sealed class PackageVersionRule : ITidyRule
{
    private const string VersionsFile = "Directory.Packages.props";

    /// <inheritdoc />
    public string Allowed => $"package versions stand in {VersionsFile} only";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in new[] { ".csproj", ".props", ".targets" }.SelectMany(tree.Files.OfKind)
        where file.Path != VersionsFile
        from element in XDocument.Parse(file.Text).Descendants()
        where SetsVersion(element)
        select file.Offence($"{element.Name.LocalName} {element.Attribute("Include")?.Value}");

    private static bool SetsVersion(XElement element) =>
        element.Name.LocalName is "PackageVersion" or "GlobalPackageReference"
        || (element.Name.LocalName == "PackageReference"
            && element.Attributes().Select(attribute => attribute.Name.LocalName).Concat(element.Elements().Select(child => child.Name.LocalName))
                .Any(name => name is "Version" or "VersionOverride"));
}
