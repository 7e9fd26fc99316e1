namespace Ballast.Silo.Settings;

/// <summary>What is written at one place of the configuration.</summary>
internal enum SettingForm
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Entries under numbers.</summary>
    List,

    /// <summary>Entries under names that the operator chooses.</summary>
    Map,

    /// <summary>Settings under names that are known.</summary>
    Section,

    /// <summary>Anything.</summary>
    Free,
}
