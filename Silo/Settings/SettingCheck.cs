using System.ComponentModel;

namespace Ballast.Silo.Settings;

/// <summary>Finds settings that would have no effect: misspelt ones, and values that the configuration binder passes over in silence.</summary>
internal static class SettingCheck
{
    /// <summary>What is wrong inside a section, with key and value; <see langword="null"/> when all of it is used. A value of the section itself is not looked at.</summary>
    internal static string? FaultInside(IConfigurationSection section, SettingShape shape) => Inside(section, shape, isEntry: false);

    /// <summary>Whether a section of an unknown name holds at least one setting that a known section has, perhaps misspelt too.</summary>
    internal static bool IsLike(IConfigurationSection section, SettingShape shape) => shape.Form switch
    {
        SettingForm.Value => section.Value is not null,
        SettingForm.Section => section.GetChildren().Any(child => Find(shape, child.Key) is { } member && IsLike(child, member)),
        SettingForm.Free => true,
        _ => section.GetChildren().Any(child => IsLike(child, shape.Item!)),
    };

    private static SettingShape? Find(SettingShape shape, string key) =>
        shape.Members.GetValueOrDefault(key) ?? (Nearest.Of(key, shape.Members.Keys) is { } near ? shape.Members[near] : null);

    private static string? Inside(IConfigurationSection section, SettingShape shape, bool isEntry)
    {
        if (shape.Form == SettingForm.Free)
        {
            return null;
        }

        foreach (var child in section.GetChildren())
        {
            var fault = shape.Form switch
            {
                SettingForm.Value => $"{Shown(child)}: {section.Path} is one value and has no settings of its own.",
                SettingForm.Section => shape.Members.TryGetValue(child.Key, out var member) ? Fault(child, member, isEntry) : Unknown(section, child, shape),
                _ => Fault(child, shape.Item!, isEntry: true),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Fault(IConfigurationSection section, SettingShape shape, bool isEntry)
    {
        // An empty text is how a deployment leaves a setting out.
        var fault = section.Value is not { Length: > 0 } value ? null : shape.Form switch
        {
            // A value in a list or map that cannot be read is passed over by the binder; any other is reported by it.
            SettingForm.Value => isEntry && !CanRead(value, shape.ValueType!) ? $"{Shown(section)}: it must be {Kind(shape.ValueType!)}." : null,
            SettingForm.List => shape.IsTextToo ? null : $"{Shown(section)}: it is a list; write {section.Path}:0, {section.Path}:1 and so on.",
            SettingForm.Map => $"{Shown(section)}: it holds a value for each of several names; write {section.Path}:NAME.",
            SettingForm.Section => $"{Shown(section)}: it has settings of its own; there are {Names(shape)}.",
            _ => null,
        };
        return fault ?? Inside(section, shape, isEntry);
    }

    private static string Unknown(IConfigurationSection section, IConfigurationSection child, SettingShape shape) =>
        $"{Shown(child)}: there is no such setting; there are {Names(shape)}."
        + (Nearest.Of(child.Key, shape.Members.Keys) is { } near ? $" The nearest is {section.Path}:{near}." : "");

    private static string Names(SettingShape shape) => string.Join(", ", shape.Members.Keys);

    private static string Shown(IConfigurationSection section) =>
        section.Value is { } value ? $"{section.Path} is '{value}'"
        : section.GetChildren().FirstOrDefault() is { } child ? Shown(child)
        : section.Path;

    private static bool CanRead(string value, Type type)
    {
        try
        {
            return type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a length of time such as 00:00:30"
        : type == typeof(DateTimeOffset) ? "a time such as 2024-08-08T23:55:00Z"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : "a number";
}
