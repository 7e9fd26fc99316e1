namespace Ballast.Grains.Journaling;

/// <summary>A journal is damaged; no entry from the damage on was applied.</summary>
public sealed class JournalDamagedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JournalDamagedException(JournalDamage damage, Exception? innerException = null)
        : base(damage?.ToString(), innerException)
    {
        Damage = damage;
    }

    /// <summary>Creates the exception.</summary>
    public JournalDamagedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalDamagedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalDamagedException()
    {
    }

    /// <summary>The damage; <see langword="null"/> when only the message describes it.</summary>
    public JournalDamage? Damage { get; }
}
