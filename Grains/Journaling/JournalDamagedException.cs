namespace Ballast.Grains.Journaling;

/// <summary>A journal is not what its entries say it must be; nothing was booked from the place on.</summary>
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

    /// <summary>What is wrong and where; <see langword="null"/> when the journal was not read that far.</summary>
    public JournalDamage? Damage { get; }
}
