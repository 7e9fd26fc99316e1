namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>A rule about the files of the repository that no reviewer should have to argue about.</summary>
internal interface ITidyRule
{
    /// <summary>One sentence that says what is allowed; it names the rule in test results.</summary>
    string Allowed { get; }

    /// <summary>Every place in <paramref name="tree"/> that breaks the rule.</summary>
    IEnumerable<Offence> Find(SourceTree tree);
}
