using Microsoft.Extensions.Options;

namespace Ballast.Silo.Web;

/// <summary>Reports each host that no request can have.</summary>
internal sealed class WebOptionsValidator : IValidateOptions<WebOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        string[] failures =
        [
            .. options.Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown)
                .Select(host => $"Web:Hosts holds '{host}'; write a host name without scheme and port, e.g. ballast.example.com."),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
