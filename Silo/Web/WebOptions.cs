namespace Ballast.Silo.Web;

/// <summary>Who may ask the page and the API. Bound from the section <c>Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Web";

    /// <summary>Host names, without port, that page, API and dashboard answer to besides <c>localhost</c> and loopback addresses; for a proxy that serves them under a name of its own.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>Whether a request with this host, without port, is answered.</summary>
    internal bool Serves(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address))
        || Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
