using System.Net;
using System.Text;
using Ballast.Silo.Web;
using Xunit;

namespace Ballast.Page.Tests;

/// <summary>What another web page makes a browser send is refused before anything reads it.</summary>
public sealed class RequestCheckTests
{
    private const string Booking = "/api/portfolios/main/reconciliation/apply";
    private const string Report = """{"report":{"account":"main","at":"2024-08-08T23:54:15Z","positions":[]},"adjustmentIds":["a"]}""";

    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/api/portfolios/main")]
    [InlineData("/health/ready")]
    [InlineData("/dashboard")]
    public async Task A_host_that_is_not_served_is_refused_on_every_path(string path)
    {
        await using var silo = await FakeSilo.Start();

        using var answer = await Send(silo, HttpMethod.Get, path, request => request.Headers.Host = $"evil.example:{silo.Address.Port}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"Host is 'evil.example:{silo.Address.Port}', which is not served here", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("ballast.example")]
    public async Task Loopback_names_and_configured_hosts_are_served(string host)
    {
        await using var silo = await FakeSilo.Start(hosts: ["Ballast.example"]);

        using var answer = await Send(silo, HttpMethod.Get, "/api/portfolios/main", request => request.Headers.Host = $"{host}:{silo.Address.Port}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://localhost:PORT")]
    [InlineData("file://127.0.0.1:PORT")]
    public async Task A_write_from_another_origin_is_refused_and_books_nothing(string origin)
    {
        await using var silo = await FakeSilo.Start();

        using var answer = await Write(silo, "application/json", ("Origin", origin.Replace("PORT", $"{silo.Address.Port}", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(silo.Client.LastReport);
    }

    [Fact]
    public async Task A_write_that_a_browser_sends_for_another_site_is_refused_without_an_origin_too()
    {
        await using var silo = await FakeSilo.Start();

        using var answer = await Write(silo, "application/json", ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(silo.Client.LastReport);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json-seq")]
    public async Task A_write_that_is_no_json_is_refused_and_books_nothing(string type)
    {
        await using var silo = await FakeSilo.Start();

        using var answer = await Write(silo, type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Null(silo.Client.LastReport);
    }

    [Fact]
    public async Task The_page_itself_and_a_program_that_is_no_browser_may_write()
    {
        await using var silo = await FakeSilo.Start();
        var page = silo.Address.GetLeftPart(UriPartial.Authority);

        using var fromPage = await Write(silo, "application/json; charset=utf-8", ("Origin", page), ("Sec-Fetch-Site", "same-origin"));
        using var fromProgram = await Write(silo, "application/json");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (fromPage.StatusCode, fromProgram.StatusCode));
        Assert.NotNull(silo.Client.LastReport);
    }

    [Theory]
    [InlineData("http://ballast.example")]
    [InlineData("ballast.example:8080")]
    [InlineData("")]
    public void A_configured_host_is_a_name_without_scheme_and_port(string host) =>
        Assert.Equal(
            [$"Web:Hosts holds '{host}'; write a host name without scheme and port, e.g. ballast.example.com."],
            new WebOptionsValidator().Validate(null, new() { Hosts = { host } }).Failures!);

    private static Task<HttpResponseMessage> Write(FakeSilo silo, string type, params (string Name, string Value)[] headers) =>
        Send(silo, HttpMethod.Post, Booking, request =>
        {
            request.Content = new StringContent(Report, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        });

    private static async Task<HttpResponseMessage> Send(FakeSilo silo, HttpMethod method, string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(method, new Uri(silo.Address, path));
        change(request);
        return await Http.SendAsync(request, Token);
    }
}
