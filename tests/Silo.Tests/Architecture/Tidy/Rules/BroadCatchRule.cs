using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that production code catches everything only for a reason. A <c>catch</c> without a type or of
/// <see cref="Exception"/>, and without a <c>when</c>, must do one of these:
/// <list type="bullet">
/// <item>log: its block calls a method marked <c>[LoggerMessage]</c> or a method <c>Log…</c>;</item>
/// <item>give its reason: a comment of three words or more in the block or directly above the <c>catch</c>.</item>
/// </list>
/// </summary>
internal sealed partial class BroadCatchRule : ITidyRule
{
    /// <inheritdoc />
    public string Allowed => "a catch of every exception has a 'when', logs, or gives its reason in a comment";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree)
    {
        var logging = tree.Production.SelectMany(file => file.Nodes).OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "LoggerMessage"))
            .Select(method => method.Identifier.Text)
            .ToHashSet(StringComparer.Ordinal);
        return from file in tree.Production
               from clause in file.Nodes.OfType<CatchClauseSyntax>()
               where IsBroad(clause) && !Logs(clause, logging) && !GivesReason(clause)
               select file.Offence(clause, IsRethrown(clause) ? "catches, rethrows and does not say why" : "catches and does not say why");
    }

    private static bool IsBroad(CatchClauseSyntax clause) =>
        clause.Filter is null && clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception";

    private static bool Logs(CatchClauseSyntax clause, HashSet<string> logging) =>
        clause.Block.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(call => CalledName.Of(call.Expression))
            .Any(name => logging.Contains(name) || LogCall().IsMatch(name));

    private static bool GivesReason(CatchClauseSyntax clause) =>
        clause.GetLeadingTrivia().Concat(clause.DescendantTrivia())
            .Any(trivia => trivia.IsComment() && ThreeWords().IsMatch(trivia.ToString()));

    private static bool IsRethrown(CatchClauseSyntax clause) => clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax { Expression: null };

    [GeneratedRegex("^Log([A-Z]|$)")]
    private static partial Regex LogCall();

    [GeneratedRegex(@"\w+\W+\w+\W+\w+")]
    private static partial Regex ThreeWords();
}
