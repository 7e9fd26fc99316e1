using Ballast.Grains;
using Ballast.Grains.Journaling;
using Ballast.Silo.Feeds.Tardis.Datasets;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Silo.Paper;
using Ballast.Silo.Settings;
using Ballast.Silo.Streams;
using Ballast.Silo.Web;
using Orleans.Configuration;

namespace Ballast.Silo.Commands;

/// <summary>Every setting that the program reads from the environment. Others are refused, because a misspelt one would have no effect.</summary>
internal static class KnownSettings
{
    private static readonly SettingShape Root = SettingShape.Of(typeof(BallastOptions)).With(
        ("Journal", SettingShape.Of(typeof(JournalOptions))),
        (PaperMakerOptions.Section, SettingShape.Of(typeof(PaperMakerOptions))),
        (ClusterSettings.Section, SettingShape.Of(typeof(ClusterSettings)).With(("Membership", SettingShape.Of(typeof(ClusterMembershipOptions))))),
        (TardisFeedOptions.Section, TardisFeed.Settings),
        ("Tardis", SettingShape.Of(typeof(TardisHostOptions))),
        (StreamsOptions.Section, SettingShape.Of(typeof(StreamsOptions))),
        (WebOptions.Section, SettingShape.Of(typeof(WebOptions))),
        ("Logging", SettingShape.Section(("LogLevel", SettingShape.Map(SettingShape.Of(typeof(LogLevel)))), ("Console", SettingShape.Free))));

    /// <summary>Refuses settings that have no effect.</summary>
    /// <remarks>
    /// The environment also holds variables of other programs. So a name outside the known sections is refused only when it is nearly a known
    /// one, and a name without <c>__</c> that is a section's is not looked at.
    /// </remarks>
    /// <exception cref="StartupException">A setting is not known or cannot be read; the message names key and value, and the nearest known key.</exception>
    internal static void Require(IConfiguration configuration)
    {
        foreach (var section in configuration.GetChildren())
        {
            if ((Root.Members.TryGetValue(section.Key, out var shape) ? SettingCheck.FaultInside(section, shape) : Misspelt(section)) is { } fault)
            {
                throw new StartupException(fault) { IsUsage = true };
            }
        }
    }

    private static string? Misspelt(IConfigurationSection section) =>
        Nearest.All(section.Key, Root.Members.Keys).FirstOrDefault(name => SettingCheck.IsLike(section, Root.Members[name])) is { } near
            ? $"{section.Key}{(section.Value is { } value ? $" is '{value}'" : "")}: there is no such {(section.Value is null ? "section" : "setting")}; the nearest is {near}."
            : null;
}
