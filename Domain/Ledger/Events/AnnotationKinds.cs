namespace Ballast.Domain.Ledger.Events;

/// <summary>Tells which annotations change a ledger.</summary>
public static class AnnotationKinds
{
    /// <summary>Whether the ledger's own figures depend on annotations of this kind.</summary>
    public static bool IsOfLedger(this AnnotationKind kind) => kind <= AnnotationKind.NoFeeRate;
}
