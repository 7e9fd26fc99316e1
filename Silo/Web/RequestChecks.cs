using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Ballast.Silo.Web;

/// <summary>Refuses what another web page makes a browser on this machine send.</summary>
/// <remarks>See decision 0028. Everything this host serves is behind these checks, the Orleans dashboard too.</remarks>
internal static class RequestChecks
{
    /// <summary>Refuses requests for a host that is not this one, and writes that may come from another page.</summary>
    internal static IApplicationBuilder UseRequestChecks(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<WebOptions>>().Value;
        return app.Use(async (context, next) =>
        {
            if (HostFault(context.Request, options) is { } host)
            {
                await Refuse(context, StatusCodes.Status400BadRequest, host);
            }
            else if (IsWrite(context.Request) && OriginFault(context.Request) is { } origin)
            {
                await Refuse(context, StatusCodes.Status403Forbidden, origin);
            }
            else if (IsWrite(context.Request) && !IsJson(context.Request))
            {
                await Refuse(
                    context,
                    StatusCodes.Status415UnsupportedMediaType,
                    $"Content-Type is '{context.Request.ContentType}'; a write must be application/json.");
            }
            else
            {
                await next(context);
            }
        });
    }

    /// <summary>A name that an attacker's DNS points at this machine would pass every check of the origin, because page and service then have one name.</summary>
    private static string? HostFault(HttpRequest request, WebOptions options) => options.Serves(request.Host.Host.Trim('[', ']'))
        ? null
        : $"Host is '{request.Host}', which is not served here; ask for localhost, or name the host in Web:Hosts.";

    private static bool IsWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    /// <summary>
    /// What shows that another page sent a write. A browser names the page's origin with every write; a program that is no browser names none.
    /// </summary>
    private static string? OriginFault(HttpRequest request)
    {
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"]);
        if (origin.Count > 0 && !(origin.Count == 1 && IsOwn(origin.ToString(), request.Host)))
        {
            return $"Origin is '{origin}'; only the page that is served here may write, from {request.Scheme}://{request.Host}.";
        }

        return origin.Count == 0 && site.Count > 0 && site.ToString() is not ("same-origin" or "none")
            ? $"Sec-Fetch-Site is '{site}'; only the page that is served here may write, from {request.Scheme}://{request.Host}."
            : null;
    }

    /// <summary>Whether an origin is that of the page. The scheme is not compared, because a proxy may serve the page over TLS.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme is "http" or "https"
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && page.Port == (host.Port ?? (page.Scheme == "https" ? 443 : 80));

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext context, int status, string reason) =>
        TypedResults.Problem(reason, statusCode: status).ExecuteAsync(context);
}
