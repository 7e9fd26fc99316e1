using System.Reflection;

namespace Ballast.Silo.Settings;

/// <summary>What the configuration may hold at one place, read from the type that it is bound to.</summary>
internal sealed record SettingShape
{
    private static readonly Dictionary<string, SettingShape> None = [];

    private SettingShape(SettingForm form) => Form = form;

    /// <summary>Whether this is one value, or what it is made of.</summary>
    internal SettingForm Form { get; }

    /// <summary>Type of a value; <see langword="null"/> for everything else.</summary>
    internal Type? ValueType { get; private init; }

    /// <summary>What an entry of a list or map holds; <see langword="null"/> for everything else.</summary>
    internal SettingShape? Item { get; private init; }

    /// <summary>The settings of a section by name, in any case.</summary>
    internal IReadOnlyDictionary<string, SettingShape> Members { get; private init; } = None;

    /// <summary>Whether a list may also be written as one text with commas.</summary>
    internal bool IsTextToo { get; private init; }

    /// <summary>Settings that another library reads; any are known.</summary>
    internal static SettingShape Free { get; } = new(SettingForm.Free);

    /// <summary>Settings by names that the operator chooses.</summary>
    internal static SettingShape Map(SettingShape item) => new(SettingForm.Map) { Item = item };

    /// <summary>Settings with these names.</summary>
    internal static SettingShape Section(params IEnumerable<(string Name, SettingShape Shape)> members) => new(SettingForm.Section)
    {
        Members = members.ToDictionary(member => member.Name, member => member.Shape, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>The settings that the configuration binder reads into a type.</summary>
    internal static SettingShape Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Arguments(type, typeof(IDictionary<,>)) is [_, var entry])
        {
            return Map(Of(entry));
        }

        if (type != typeof(string) && Arguments(type, typeof(ICollection<>)) is [var item])
        {
            return new(SettingForm.List) { Item = Of(item) };
        }

        // Options are types of this program and of its libraries; what the framework itself declares is a value.
        return type.IsEnum || $"{type.Namespace}.".StartsWith("System.", StringComparison.Ordinal)
            ? new(SettingForm.Value) { ValueType = type }
            : Section(type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => (property.Name, IsSet: property.SetMethod is { IsPublic: true }, Shape: Of(property.PropertyType)))
                .Where(property => property.IsSet || property.Shape.Form is SettingForm.List or SettingForm.Map)
                .Select(property => (property.Name, property.Shape)));
    }

    /// <summary>This section with more settings.</summary>
    internal SettingShape With(params IEnumerable<(string Name, SettingShape Shape)> members) =>
        Section(Members.Select(member => (member.Key, member.Value)).Concat(members));

    /// <summary>This shape, whose lists of values may also be written as one text with commas.</summary>
    internal SettingShape WithTextLists() => this with
    {
        IsTextToo = Form == SettingForm.List && Item!.Form == SettingForm.Value,
        Item = Item?.WithTextLists(),
        Members = Members.ToDictionary(member => member.Key, member => member.Value.WithTextLists(), StringComparer.OrdinalIgnoreCase),
    };

    private static Type[]? Arguments(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == definition)?.GetGenericArguments();
}
