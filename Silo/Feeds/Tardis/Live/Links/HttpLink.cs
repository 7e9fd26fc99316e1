using System.Net;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>Reads the messages of an HTTP response, one per line.</summary>
internal sealed class HttpLink : IMessageLink
{
    private const int FirstBuffer = 64 << 10;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly HttpResponseMessage _answer;
    private readonly Stream _body;
    private readonly int _maxMessage;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private long _skipped;
    private bool _ended;

    private HttpLink(HttpResponseMessage answer, Stream body, int maxMessage)
    {
        (_answer, _body, _maxMessage) = (answer, body, maxMessage);
    }

    /// <summary>Sends the request.</summary>
    /// <exception cref="LinkLostException">The response is not 200, or nothing answers.</exception>
    public static async Task<IMessageLink> Open(TardisFeed feed, Uri address, CancellationToken cancellationToken)
    {
        HttpResponseMessage? answer = null;
        try
        {
            answer = await Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return new HttpLink(answer, body, feed.MaxMessageBytes);
            }

            var text = new byte[ServerErrors.MaxText];
            var length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
            throw ServerErrors.Status(answer.StatusCode, System.Text.Encoding.UTF8.GetString(text, 0, length), feed.Kind);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            answer?.Dispose();
            throw new LinkLostException($"cannot connect: {ServerErrors.Shown(e.Message)}", e);
        }
        catch
        {
            // Whatever fails here, nobody else has the answer to dispose it.
            answer?.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<LinkMessage?> Next(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0 || _ended)
            {
                var length = at >= 0 ? searched + at : _end - _start;
                var line = _buffer.AsMemory(_start, length);
                var total = _skipped + length;
                _start += at >= 0 ? length + 1 : length;
                _skipped = 0;
                if (total > 0)
                {
                    return total > _maxMessage ? new(default, total, IsTooLong: true) : new(line, total, IsTooLong: false);
                }

                if (at < 0)
                {
                    return null;
                }

                searched = 0;
                continue;
            }

            searched = _end - _start;
            if (_skipped + searched > _maxMessage)
            {
                (_skipped, _start, _end, searched) = (_skipped + searched, 0, 0, 0);
            }

            await Fill(cancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _answer.Dispose();
    }

    private async ValueTask Fill(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var read = await _body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            _ended = read == 0;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LinkLostException($"the answer was cut: {ServerErrors.Shown(e.Message)}", e);
        }
    }
}
