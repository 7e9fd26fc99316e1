using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>Reads the simple name of what is called or constructed.</summary>
internal static class CalledName
{
    /// <summary><c>Add</c> of <c>books.Add</c>, <c>books?.Add</c> or <c>Add&lt;T&gt;</c>; empty when a value is called.</summary>
    internal static string Of(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        MemberBindingExpressionSyntax access => access.Name.Identifier.Text,
        QualifiedNameSyntax name => name.Right.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };
}
