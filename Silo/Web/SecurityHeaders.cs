namespace Ballast.Silo.Web;

/// <summary>Headers that stop a browser from running foreign scripts on the page or showing it in a frame.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sets the headers on every response except the dashboard's, which needs inline scripts.</summary>
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
