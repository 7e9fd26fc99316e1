using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Namespaces that do and do not follow their folder.</summary>
internal static class PlacePlants
{
    internal static IEnumerable<Plant> All =>
    [
        Namespace("a namespace above its folder", "Domain/Risk/Stress/Shock.cs", "namespace Ballast.Domain.Risk; class Shock;",
            "Domain/Risk/Stress/Shock.cs:1: Shock is in Ballast.Domain.Risk, not in Ballast.Domain.Risk.Stress"),
        Namespace("no namespace", "tests/Silo.Tests/Shock.cs", "class Shock;", "tests/Silo.Tests/Shock.cs:1: Shock is in no namespace, not in Ballast.Silo.Tests"),
        Namespace("a message of the contracts in another namespace", "Grains.Interfaces/Risk/Answer.cs", "namespace Ballast.Grains.Interfaces; record Answer;",
            "Grains.Interfaces/Risk/Answer.cs:1: Answer is in Ballast.Grains.Interfaces, not in Ballast.Grains.Interfaces.Risk"),
        Namespace("an extension class of no builder", "Client/TextExtensions.cs", "namespace System; static class TextExtensions;",
            "Client/TextExtensions.cs:1: TextExtensions is in System, not in Ballast.Client"),
        Namespace("a class in the builder's namespace that extends nothing", "Client/Options.cs", "namespace Microsoft.Extensions.Hosting; class Options;",
            "Client/Options.cs:1: Options is in Microsoft.Extensions.Hosting, not in Ballast.Client"),
        Namespace("a namespace of its folder", "Domain/Risk/Stress/Shock.cs", "namespace Ballast.Domain.Risk.Stress; class Shock { class Size; }"),
        Namespace("a test's namespace", "tests/Silo.Tests/Decoding/ShockTests.cs", "namespace Ballast.Silo.Tests.Decoding { class ShockTests; }"),
        Namespace("a contract in a sub-folder", "Grains.Interfaces/Risk/IRiskGrain.cs", "namespace Ballast.Grains.Interfaces; interface IRiskGrain;"),
        Namespace("a registration", "Client/HostExtensions.cs", "namespace Microsoft.Extensions.Hosting; static class HostExtensions;"),
        Namespace("a program without types", "Silo/Program.cs", "return 0;"),
    ];

    private static Plant Namespace(string because, string path, string text, params string[] expected) => Plant.Of(new NamespaceRule(), because, path, text, expected);
}
