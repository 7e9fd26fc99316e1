using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Messages of an HTTP response, one a line.</summary>
/// <remarks>An error in the middle leaves the status at 200 and is the last line, without a type and without a line feed.</remarks>
internal sealed class HttpSource(string address, TimeSpan silence, ConnectionCounts counts, HttpClient http, TimeProvider time) : IMessageSource
{
    private static readonly TimeSpan AfterTooMany = TimeSpan.FromSeconds(60);
    private const int MostErrorText = 4_096;

    /// <inheritdoc />
    public async Task<SourceEnd> Read(TardisRequest request, Action connected, TakeMessage take, CancellationToken cancellationToken)
    {
        using var watch = new SilenceWatch(silence, time, cancellationToken);
        var hasData = false;
        try
        {
            watch.Waiting();
            using var response = await http.GetAsync(request.Address(address), HttpCompletionOption.ResponseHeadersRead, watch.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                var body = await Start(response, watch.Token);
                return Status((int)response.StatusCode, body, response.Headers.RetryAfter?.Delta);
            }

            connected();
            await using var content = await response.Content.ReadAsStreamAsync(watch.Token);
            var pipe = PipeReader.Create(content, new(bufferSize: 256 * 1024));
            while (true)
            {
                watch.Waiting();
                var read = await pipe.ReadAsync(watch.Token);
                watch.Heard();
                var rest = read.Buffer;
                while (NextLine(ref rest, read.IsCompleted) is { } line)
                {
                    hasData = true;
                    if (line.Length > LineReader.MaxLine)
                    {
                        counts.Fault($"a line is longer than {LineReader.MaxLine} bytes");
                        continue;
                    }

                    await Take(line, take, cancellationToken);
                }

                pipe.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    return SourceEnd.Complete;
                }

                if (rest.Length > 2 * LineReader.MaxLine)
                {
                    return SourceEnd.Lost($"a line is longer than {LineReader.MaxLine} bytes");
                }
            }
        }
        catch (SourceFailedException failed)
        {
            return hasData ? SourceEnd.Lost(failed.Message) : SourceEnd.Refused(failed.Message);
        }
        catch (OperationCanceledException) when (watch.IsSilent && !cancellationToken.IsCancellationRequested)
        {
            return SourceEnd.Lost($"silent for {silence}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return SourceEnd.Lost(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
        }
    }

    /// <summary>What an HTTP status other than the wanted one means.</summary>
    internal static SourceEnd Status(int status, string? body, TimeSpan? retryAfter)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}{(string.IsNullOrWhiteSpace(body) ? "" : $": {body}")}");
        return status switch
        {
            429 => SourceEnd.Refused(reason, retryAfter ?? AfterTooMany),
            408 or 502 or 503 or 504 => SourceEnd.Lost(reason) with { Wait = retryAfter },
            _ => SourceEnd.Refused(reason, retryAfter),
        };
    }

    /// <summary>The next line, or at the end what is left; <see langword="null"/> when there is none yet. Blank ones are skipped.</summary>
    private static ReadOnlySequence<byte>? NextLine(ref ReadOnlySequence<byte> rest, bool isEnd)
    {
        while (true)
        {
            ReadOnlySequence<byte> line;
            if (rest.PositionOf((byte)'\n') is { } feed)
            {
                (line, rest) = (rest.Slice(0, feed), rest.Slice(rest.GetPosition(1, feed)));
            }
            else if (isEnd && rest.Length > 0)
            {
                (line, rest) = (rest, rest.Slice(rest.End));
            }
            else
            {
                return null;
            }

            if (line.Length > 1 || (line.Length == 1 && line.FirstSpan is not [(byte)'\r']))
            {
                return line;
            }
        }
    }

    private static async ValueTask Take(ReadOnlySequence<byte> line, TakeMessage take, CancellationToken cancellationToken)
    {
        if (line.IsSingleSegment)
        {
            await take(line.First, cancellationToken);
            return;
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(whole);
            await take(whole.AsMemory(0, (int)line.Length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>The server's own words of an error: its <c>message</c>, else the text.</summary>
    private static async Task<string> Start(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostErrorText];
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return ErrorText.Of(buffer.AsSpan(0, read));
    }
}
