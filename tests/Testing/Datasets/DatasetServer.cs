using System.Collections.Concurrent;
using Ballast.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ballast.Testing.Datasets;

/// <summary>A host of files on a port of its own that answers ranges as object stores do, and misbehaves where a test says so.</summary>
public sealed class DatasetServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task<bool>>> _faults = new();

    private DatasetServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Files by path, e.g. <c>/v1/bitmex/trades/…</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked, in order: path and range.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Authorization headers seen.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>The mark of every file's content.</summary>
    public string Tag { get; set; } = "\"first\"";

    public static async Task<DatasetServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new DatasetServer(builder.Build());
        server._app.Run(server.Answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers the next request in the test's own way; <see langword="false"/> has it answered as usual.</summary>
    public void Once(Func<HttpContext, Task<bool>> answer) => _faults.Enqueue(answer);

    /// <summary>Answers still planned.</summary>
    public int Pending => _faults.Count;

    /// <summary>Answers the next request with a status.</summary>
    public void OnceStatus(int status, string? retryAfter = null) => Once(context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.FromResult(true);
    });

    /// <summary>Announces the whole file and breaks off after some bytes of it, once the reader has them: a broken connection takes with it what was on its way.</summary>
    public void OnceCut(int after, Func<bool> arrived) => Once(async context =>
    {
        var file = Files[context.Request.Path];
        context.Response.Headers.ETag = Tag;
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file.AsMemory(0, after));
        await context.Response.Body.FlushAsync();
        await Eventually.Until("the reader has the bytes before the cut", Eventually.Patience, () => Task.FromResult(arrived()), context.RequestAborted);
        context.Abort();
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        Asked.Enqueue($"{context.Request.Path} {context.Request.Headers.Range}".TrimEnd());
        Keys.Enqueue(context.Request.Headers.Authorization.ToString());
        if (_faults.TryDequeue(out var fault) && await fault(context))
        {
            return;
        }

        if (!Files.TryGetValue(context.Request.Path, out var file))
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.Headers.ETag = Tag;
        var from = 0;
        if (context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } asked && context.Request.Headers.IfRange == Tag)
        {
            from = (int)asked;
            if (from >= file.Length)
            {
                context.Response.StatusCode = 416;
                context.Response.Headers.ContentRange = $"bytes */{file.Length}";
                return;
            }

            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{file.Length - 1}/{file.Length}";
        }

        context.Response.ContentLength = file.Length - from;
        await context.Response.Body.WriteAsync(file.AsMemory(from));
    }
}
