namespace Ballast.Silo.Web;

/// <summary>Headers that keep a browser from running or framing anything that is not ours.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sets them on every response except the dashboard's, whose own page needs inline script.</summary>
    internal static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (!context.Request.Path.StartsWithSegments("/dashboard"))
        {
            headers.ContentSecurityPolicy = Policy;
        }

        return next(context);
    });
}
