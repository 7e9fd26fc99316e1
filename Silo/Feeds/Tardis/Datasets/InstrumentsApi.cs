using System.Net;
using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds.Instruments;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>Contract terms from the Tardis instruments API, kept in the cache directory.</summary>
/// <remarks>The API needs a key of a plan that includes it. Without one, terms must be bundled or given in a file.</remarks>
public sealed class InstrumentsApi(TardisHostOptions options, HttpClient http)
{
    private const int MaxErrorText = 200;

    /// <summary>Returns the present and earlier terms of an instrument.</summary>
    /// <exception cref="DatasetException">The terms cannot be downloaded.</exception>
    public async Task<InstrumentTerms> Get(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.Cache, "instruments", instrument.Exchange, Uri.EscapeDataString(instrument.Symbol) + ".json");
        if (!File.Exists(path))
        {
            var text = await Ask(instrument, cancellationToken);
            Read(text, instrument);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var written = path + "." + Path.GetRandomFileName();
            await File.WriteAllBytesAsync(written, text, cancellationToken);
            File.Move(written, path, overwrite: true);
        }

        return Read(await File.ReadAllBytesAsync(path, cancellationToken), instrument);
    }

    /// <summary>Asks the API. It has ids of some exchanges in lower case, which are upper case everywhere else.</summary>
    private async Task<byte[]> Ask(InstrumentId instrument, CancellationToken cancellationToken) =>
        await TryAsk(instrument, instrument.Symbol, cancellationToken)
        ?? await TryAsk(instrument, instrument.Symbol.ToLowerInvariant(), cancellationToken)
        ?? throw new DatasetException($"The instruments API at {options.ApiAddress} does not know {instrument}.") { IsMissing = true };

    private async Task<byte[]?> TryAsk(InstrumentId instrument, string symbol, CancellationToken cancellationToken)
    {
        var address = $"{options.ApiAddress.TrimEnd('/')}/v1/instruments/{Uri.EscapeDataString(instrument.Exchange)}/{Uri.EscapeDataString(symbol)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (options.ApiKey is { } key)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.NoDataTimeout);
            using var response = await http.SendAsync(request, limit.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.IsSuccessStatusCode
                ? body
                : throw new DatasetException(
                    $"The instruments API refused the terms of {instrument}: HTTP {(int)response.StatusCode} {FieldText.Shown(body.AsSpan(0, Math.Min(body.Length, MaxErrorText)))}"
                    + (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "; it needs a key of a plan that includes it, in TARDIS_API_KEY" : ""));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new DatasetException($"The instruments API at {options.ApiAddress} did not answer for {instrument}: {e.Message}", e);
        }
    }

    private static InstrumentTerms Read(byte[] text, InstrumentId instrument)
    {
        try
        {
            using var content = new MemoryStream(text);
            var read = InstrumentFile.Read(content, $"terms of {instrument}");

            // The symbol is spelled as in messages, whatever its case in the API.
            return read.FirstOrDefault(terms => string.Equals(terms.Id.Symbol, instrument.Symbol, StringComparison.OrdinalIgnoreCase))?.Renamed(instrument)
                ?? throw new DatasetException($"The instruments API returned other instruments than {instrument}.");
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(e.Message, e);
        }
    }
}
