namespace Ballast.Grains.Inventory.Events;

/// <summary>Where events come from, which decides how old they may be and whose they may be.</summary>
internal enum Origin
{
    /// <summary>From trading: no older than keys are kept for, and of one portfolio.</summary>
    Live,

    /// <summary>From an import: of any age, and of any portfolio when none is named.</summary>
    Import,
}
