using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>Every rule that the repository keeps.</summary>
internal static class TidyRules
{
    internal static IReadOnlyList<ITidyRule> All { get; } =
    [
        new FileLengthRule(), new TypeLengthRule(), new MemberLengthRule(), new ParameterCountRule(), new FolderWidthRule(),
        new NamespaceRule(), new TypeFileRule(), new FolderCycleRule(), new PackageVersionRule(),
        new EmptyNameRule(), new DialectNameRule(), new FieldNameRule(),
        new BoolArgumentRule(), new BroadCatchRule(), new UnfinishedCodeRule(), new TimedWaitRule(),
        new OutsideDocumentRule(), new MachinePathRule(), new DecisionStatusRule(),
    ];
}
