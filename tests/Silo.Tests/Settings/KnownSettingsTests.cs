using System.Text.RegularExpressions;
using Ballast.Silo.Commands;
using Ballast.Silo.Tests.Architecture;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Settings;

/// <summary>A setting that would have no effect ends the start, in every section.</summary>
public sealed partial class KnownSettingsTests
{
    [Theory]
    [InlineData("Risk:Confidance", "0.95", "Risk:Confidance is '0.95': there is no such setting; there are Grid, SampleMaxAge,", "The nearest is Risk:Confidence.")]
    [InlineData("Fx:MaxAgee", "1", "Fx:MaxAgee is '1': there is no such setting; there are Instruments, MaxAge, Patience.", "The nearest is Fx:MaxAge.")]
    [InlineData("Marks:Defaults:0", "Mid", "Marks:Defaults:0 is 'Mid': there is no such setting", "The nearest is Marks:Default.")]
    [InlineData("Books:Uncros", "true", "Books:Uncros is 'true'", "The nearest is Books:Uncross.")]
    [InlineData("Quoting:Gama", "1", "Quoting:Gama is '1'", "The nearest is Quoting:Gamma.")]
    [InlineData("Funding:Sorce", "Venue", "Funding:Sorce is 'Venue'", "The nearest is Funding:Source.")]
    [InlineData("Markouts:Horizon", "1s", "Markouts:Horizon is '1s'", "The nearest is Markouts:Horizons.")]
    [InlineData("Journal:Retian", "3", "Journal:Retian is '3'", "The nearest is Journal:Retain.")]
    [InlineData("PaperMaker:Enable", "true", "PaperMaker:Enable is 'true'", "The nearest is PaperMaker:Enabled.")]
    [InlineData("Cluster:Ids", "a", "Cluster:Ids is 'a'", "The nearest is Cluster:Id.")]
    [InlineData("Cluster:Membership:ProbeTimout", "1", "Cluster:Membership:ProbeTimout is '1'", "The nearest is Cluster:Membership:ProbeTimeout.")]
    [InlineData("Feeds:tardis:NoDataTimout", "1", "Feeds:tardis:NoDataTimout is '1'", "The nearest is Feeds:tardis:NoDataTimeout.")]
    [InlineData("Tardis:ApiKy", "k", "Tardis:ApiKy is 'k'", "The nearest is Tardis:ApiKey.")]
    [InlineData("Web:Host:0", "a", "Web:Host:0 is 'a'", "The nearest is Web:Hosts.")]
    [InlineData("Logging:LogLevl:Default", "Debug", "Logging:LogLevl:Default is 'Debug'", "The nearest is Logging:LogLevel.")]
    [InlineData("Risk:Margin:Maintenence:a", "0.1", "Risk:Margin:Maintenence:a is '0.1'", "The nearest is Risk:Margin:Maintenance.")]
    [InlineData("Risk:Stress:0:Nam", "crash", "Risk:Stress:0:Nam is 'crash'", "The nearest is Risk:Stress:0:Name.")]
    [InlineData("Rsik:Confidence", "0.95", "Rsik: there is no such section", "the nearest is Risk.")]
    [InlineData("Feed:tardis:Kind", "Stream", "Feed: there is no such section", "the nearest is Feeds.")]
    [InlineData("ReportCurency", "EUR", "ReportCurency is 'EUR': there is no such setting", "the nearest is ReportCurrency.")]
    public void A_misspelt_setting_is_refused_with_the_nearest_known_key(string key, string value, string message, string nearest)
    {
        var refused = Assert.Throws<StartupException>(() => Require((key, value)));

        Assert.True(refused.IsUsage);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(nearest, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fx:Instruments", "binance/BTCUSDT", "Fx:Instruments is 'binance/BTCUSDT': it is a list; write Fx:Instruments:0, Fx:Instruments:1 and so on.")]
    [InlineData("Risk:Follows", "a/X", "Risk:Follows is 'a/X': it holds a value for each of several names; write Risk:Follows:NAME.")]
    [InlineData("Risk:Margin", "0.1", "Risk:Margin is '0.1': it has settings of its own; there are Maintenance, Collateral.")]
    [InlineData("Risk:Confidence:0", "0.95", "Risk:Confidence:0 is '0.95': Risk:Confidence is one value and has no settings of its own.")]
    [InlineData("Risk:Margin:Maintenance:deribit/main", "half", "Risk:Margin:Maintenance:deribit/main is 'half': it must be a number.")]
    [InlineData("Risk:Stress:0:Kind", "crash", "Risk:Stress:0:Kind is 'crash': it must be one of Shock,")]
    [InlineData("Risk:Stress:0:From", "soon", "Risk:Stress:0:From is 'soon': it must be a time such as 2024-08-08T23:55:00Z.")]
    [InlineData("Books:VpinBuckets:a/X", "much", "Books:VpinBuckets:a/X is 'much': it must be a number.")]
    [InlineData("Logging:LogLevel:Default", "loud", "Logging:LogLevel:Default is 'loud': it must be one of Trace,")]
    public void A_value_that_the_binder_passes_over_is_refused(string key, string value, string message) =>
        Assert.StartsWith(message, Assert.Throws<StartupException>(() => Require((key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("PATH", "/bin")]
    [InlineData("RISK", "high")]
    [InlineData("Disk:Size", "1")]
    [InlineData(":CF_USER_TEXT_ENCODING", "0x0")]
    [InlineData("Orleans:ClusterId", "dev")]
    [InlineData("Accounts:mm-1", "desk")]
    [InlineData("risk:confidence", "0.95")]
    [InlineData("Risk:Follows:a/X", "b/Y")]
    [InlineData("Risk:Margin:Collateral:deribit/main:BTC", "2.5")]
    [InlineData("Feeds:any:Exchanges:0:Symbols", "BTCUSDT,ETHUSDT")]
    [InlineData("Feeds:any:Exchanges:0:Symbols:0", "BTCUSDT")]
    [InlineData("Fx:Instruments", "")]
    [InlineData("Logging:LogLevel:Orleans.Runtime", "Debug")]
    [InlineData("Logging:Console:FormatterName", "json")]
    public void What_is_known_or_belongs_to_another_program_is_not_refused(string key, string value) => Require((key, value));

    [Fact]
    public void Every_setting_named_in_the_documents_is_known()
    {
        string[] documented =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md"))
                .SelectMany(file => Setting().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct(),
        ];

        Assert.True(documented.Length > 20, $"Only {documented.Length} settings found.");
        Assert.All(documented, name => Require((name.Replace("__", ":", StringComparison.Ordinal), "")));
    }

    private static void Require(params (string Key, string Value)[] settings) => KnownSettings.Require(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create<string, string?>(one.Key, one.Value))).Build());

    [GeneratedRegex(@"\b([A-Z][A-Za-z]+(?:__[A-Za-z0-9]+)+)\b")]
    private static partial Regex Setting();
}
