using System.Globalization;
using System.Net;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>Downloads datasets into a directory, each once; a download that was cut off continues where it stopped.</summary>
/// <remarks>
/// A file gets its name only when it is complete: it has the length that the host announced, or, without an announced length, it is a
/// complete gzip file. A partial file is continued only if the host confirms (<c>If-Range</c>) that the file is unchanged.
/// </remarks>
public sealed class DatasetCache(TardisHostOptions options, HttpClient http, TimeProvider time)
{
    private const int TriesWithoutProgress = 6;
    private const int BufferBytes = 256 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private volatile DownloadProgress _progress = new(0, 0, "", 0, null);

    /// <summary>Progress of the download, for display; safe to read from any thread.</summary>
    public DownloadProgress Progress => _progress;

    /// <summary>Called with a message about each wait and each dataset left out.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Returns the files of datasets and downloads those that the cache lacks. Optional datasets that do not exist are left out.</summary>
    /// <exception cref="DatasetException">A dataset cannot be downloaded.</exception>
    public async Task<IReadOnlyList<string>> Get(IReadOnlyList<Dataset> datasets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        var files = new List<string>();
        for (var i = 0; i < datasets.Count; i++)
        {
            var dataset = datasets[i];
            _progress = new(i, datasets.Count, dataset.ToString(), 0, null);
            var path = Path.Combine(options.Cache, dataset.Path);
            if (!File.Exists(path))
            {
                try
                {
                    await Download(dataset, path, cancellationToken);
                }
                catch (DatasetException e) when (e.IsMissing && dataset.IsOptional)
                {
                    Notice($"There is no {dataset}; the replay continues without it.");
                    continue;
                }
            }

            files.Add(path);
        }

        _progress = new(datasets.Count, datasets.Count, "", 0, null);
        return files;
    }

    private async Task Download(Dataset dataset, string path, CancellationToken cancellationToken)
    {
        using var part = PartialFile.Open(path);
        for (var tries = 1; ; tries++)
        {
            var before = part.Length;
            var (isDone, reason, wait) = await Try(dataset, part, cancellationToken);
            if (isDone)
            {
                part.Complete();
                return;
            }

            tries = part.Length > before ? 1 : tries;
            if (tries >= TriesWithoutProgress)
            {
                throw new DatasetException($"{dataset} could not be downloaded after {tries} tries: {reason}. The part that was downloaded is kept; run the command again to continue.");
            }

            var pause = wait ?? TimeSpan.FromTicks((long)(options.RetryAfter.Ticks * Math.Pow(2, tries - 1) * (0.5 + (Random.Shared.NextDouble() / 2))));
            pause = pause > LongestWait ? LongestWait : pause;
            Notice(string.Create(CultureInfo.InvariantCulture, $"{dataset}: {reason}; trying again in {pause.TotalSeconds:0.#} s."));
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Makes one request. Returns whether the file is complete, otherwise the reason, and how long the host asks to wait, if it says so.</summary>
    private async Task<(bool IsDone, string Reason, TimeSpan? Wait)> Try(Dataset dataset, PartialFile part, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            silence.CancelAfter(options.NoDataTimeout);
            using var request = Request(dataset, part);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    part.Restart(Validator(response), response.Content.Headers.ContentLength);
                    break;
                case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: { } from } && from == part.Length:
                    break;
                case HttpStatusCode.RequestedRangeNotSatisfiable when part.Total == part.Length && part.Length > 0:
                    return (true, "", null);
                case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                    part.Restart(null, null);
                    return (false, "the host has another file than before", TimeSpan.Zero);
                default:
                    return (false, Refused(dataset, response), RetryAfter(response));
            }

            await Copy(response, part, silence, cancellationToken);
            return part.Total is { } total
                ? (part.Length == total, string.Create(CultureInfo.InvariantCulture, $"cut off after {part.Length} of {total} bytes"), null)
                : (await part.IsWholeGzip(cancellationToken), "cut off", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"silent for {options.NoDataTimeout}", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            return (false, e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message, null);
        }
    }

    private HttpRequestMessage Request(Dataset dataset, PartialFile part)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{options.DatasetsAddress.TrimEnd('/')}/v1/{dataset.Path}");
        if (options.ApiKey is { } key)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        if (part is { Length: > 0, Validator: { } validator })
        {
            request.Headers.Range = new(part.Length, null);
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        return request;
    }

    private async Task Copy(HttpResponseMessage response, PartialFile part, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        await using var content = await response.Content.ReadAsStreamAsync(silence.Token);
        while (true)
        {
            silence.CancelAfter(options.NoDataTimeout);
            var read = await content.ReadAsync(buffer, silence.Token);
            if (read == 0)
            {
                return;
            }

            await part.Append(buffer.AsMemory(0, read), cancellationToken);
            _progress = _progress with { Bytes = part.Length, Total = part.Total };
            if (part.Length > part.Total)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"more than the {part.Total} bytes that were announced"));
            }
        }
    }

    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.ToString()
        : response.Content.Headers.LastModified is { } modified ? modified.ToString("R", CultureInfo.InvariantCulture)
        : null;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now && date > now => date - now,
        _ => null,
    };

    /// <summary>Returns the reason of a refusal if another try may help; otherwise it throws.</summary>
    private string Refused(Dataset dataset, HttpResponseMessage response) => (int)response.StatusCode switch
    {
        401 or 403 => throw new DatasetException(
            $"{dataset} was refused (HTTP {(int)response.StatusCode}): "
            + (options.ApiKey is null
                ? "without an API key only the first day of each month is free; set TARDIS_API_KEY, or take the first of a month."
                : "the API key in TARDIS_API_KEY does not cover it.")),
        404 => throw new DatasetException(
            $"There is no {dataset} at {options.DatasetsAddress}: check exchange, symbol, type and date (a day's datasets appear on the next day at about 06:00 UTC).") { IsMissing = true },
        408 or 429 or >= 500 => $"HTTP {(int)response.StatusCode}",
        var status => throw new DatasetException($"{dataset} was refused: HTTP {status} {response.ReasonPhrase}."),
    };
}

/// <summary>Progress of downloads.</summary>
/// <param name="Files">Number of files downloaded or in the cache already.</param>
/// <param name="Of">Number of files asked for.</param>
/// <param name="Name">Name of the file being downloaded; empty when there is none.</param>
/// <param name="Bytes">Bytes of that file downloaded.</param>
/// <param name="Total">Length of that file in bytes; <see langword="null"/> when unknown.</param>
public sealed record DownloadProgress(int Files, int Of, string Name, long Bytes, long? Total)
{
    /// <summary>Progress in percent; every file counts the same.</summary>
    public double Percent => Of == 0 ? 100 : 100.0 * (Files + (Total > 0 ? (double)Bytes / Total.Value : 0)) / Of;
}
