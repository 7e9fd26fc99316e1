namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>A rule about the files of the repository that no reviewer should have to argue about.</summary>
internal interface ITidyRule
{
    /// <summary>Says what is allowed; it heads the report of offences.</summary>
    string Allowed { get; }

    /// <summary>Every place in <paramref name="tree"/> that breaks the rule.</summary>
    IEnumerable<Offence> Find(SourceTree tree);
}
