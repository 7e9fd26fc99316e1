using Microsoft.Extensions.Configuration;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>Where datasets and contract terms are downloaded from. Bound from the section <c>Tardis</c>.</summary>
public sealed class TardisHostOptions
{
    /// <summary>Base address of the CSV datasets.</summary>
    public string DatasetsAddress { get; set; } = "https://datasets.tardis.dev";

    /// <summary>Base address of the HTTP API, for contract terms.</summary>
    public string ApiAddress { get; set; } = "https://api.tardis.dev";

    /// <summary>API key of a subscription. Without one only the first day of each month is free, and contract terms are not available.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Directory for downloads; <see langword="null"/> or empty means one in the user's cache directory.</summary>
    public string? CacheDirectory { get; set; }

    /// <summary>Wait before the second try of a failed request; it doubles with each try, less a random part.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time without data after which a download counts as cut off.</summary>
    public TimeSpan NoDataTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the options from the environment: <c>Tardis__ApiKey</c> and so on, and <c>TARDIS_API_KEY</c>, the name that the vendor's tools use.</summary>
    /// <exception cref="StartupException">An address or time cannot be used.</exception>
    public static TardisHostOptions FromEnvironment()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = Read(configuration);
        options.ApiKey ??= configuration["TARDIS_API_KEY"] is { Length: > 0 } key ? key : null;
        foreach (var (name, address) in (ReadOnlySpan<(string, string)>)[("DatasetsAddress", options.DatasetsAddress), ("ApiAddress", options.ApiAddress)])
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new StartupException($"Tardis:{name} is '{address}'; write e.g. https://datasets.tardis.dev.") { IsUsage = true };
            }
        }

        if (options.RetryAfter <= TimeSpan.Zero || options.NoDataTimeout <= TimeSpan.Zero)
        {
            throw new StartupException(
                $"Tardis:RetryAfter is {options.RetryAfter} and Tardis:NoDataTimeout is {options.NoDataTimeout}; both must be above 0.") { IsUsage = true };
        }

        return options;
    }

    /// <summary>The directory for downloads.</summary>
    internal string Cache => CacheDirectory is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.Combine(Home(), "ballast", "tardis");

    private static TardisHostOptions Read(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection("Tardis").Get<TardisHostOptions>() ?? new();
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"{e.Message} {e.InnerException?.Message}".TrimEnd(), e) { IsUsage = true };
        }
    }

    /// <summary>The user's cache directory (XDG Base Directory Specification).</summary>
    private static string Home() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
}
