using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Recovery.Local.Tests.Web;
using Recovery.Web;
using Recovery.Web.Cases;

namespace Recovery.Local.Tests.OpenApi;

public class DescriptionTests
{
    [Fact]
    public async Task A_tool_of_an_integrator_reads_it_without_a_complaint()
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        var (document, said) = OpenApiDocument.Parse((await ApiDescription.OfAsync(app)).Text, "json");
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, said!.SpecificationVersion);
        Assert.Empty(said.Errors.Select(e => e.ToString()));
        Assert.Empty(said.Warnings.Select(e => e.ToString()));
        Assert.Equal(site.Address.AbsoluteUri.TrimEnd('/'), document!.Servers!.Single().Url);
    }

    [Fact]
    public async Task Every_address_for_programs_is_described_and_nothing_more()
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        var described = (await ApiDescription.OfAsync(app)).Operations.Select(o => $"{o.Method} {o.Path}");
        const string Commands = "/api/cases/{id}/commands/";
        var served = RecoverySite.Routes.Where(r => r.Pattern.StartsWith("/api/", StringComparison.Ordinal) || r.Audience is Audience.Operators)
            .SelectMany(r => r.Pattern == $"{Commands}{{name}}" ? CommandReader.Names.Select(n => $"{r.Method} {Commands}{n}") : [$"{r.Method} {r.Pattern}"]);
        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_has_it_asks_again_by_its_tag_and_is_told_that_nothing_changed()
    {
        await using var site = await Site.StartAsync(new SiteOptions { PublicUrl = new Uri("https://care.example.org/") });
        using var app = site.Customer();
        using var first = await app.GetAsync("/openapi.json");
        Assert.Equal(("application/json", "public, max-age=300"), (first.Content.Headers.ContentType!.MediaType, first.Headers.CacheControl!.ToString()));
        Assert.Equal("https://care.example.org", JsonNode.Parse(await first.Content.ReadAsStringAsync())!["servers"]![0]!["url"]!.GetValue<string>());
        app.DefaultRequestHeaders.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
        using var second = await app.GetAsync("/openapi.json");
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Every_example_is_as_its_schema_says_and_every_operation_says_who_may_ask()
    {
        await using var site = await Site.StartAsync();
        using var app = site.Customer();
        var api = await ApiDescription.OfAsync(app);
        var (faults, check) = (new List<string>(), new SchemaCheck(api.Document, strict: true));
        foreach (var operation in api.Operations)
        {
            Assert.NotEmpty(operation.Node["summary"]!.GetValue<string>());
            Assert.NotEmpty(operation.Node["security"]!.AsArray());
            var described = operation.Node["responses"]!.AsObject().Select(r => operation.Resolve(r.Value!)["content"]).Append(operation.Content).OfType<JsonObject>();
            foreach (var (mediaType, content) in described.SelectMany(c => c))
                faults.AddRange(ApiOperation.Of(content!).SelectMany(e => check.Faults(e, content!["schema"]!)).Select(f => $"{operation} {mediaType}: {f}"));
            faults.AddRange(operation.Parameters.Where(p => p["example"] is not null).SelectMany(p => check.Faults(p["example"], p["schema"]!)).Select(f => $"{operation}: {f}"));
        }

        Assert.Empty(faults);
        Assert.Equal(api.Operations.Select(o => o.Id).Distinct(), api.Operations.Select(o => o.Id));
    }

    [Theory]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}""", """{"a":1}""", true)]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}""", """{"a":1.5}""", false)]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}""", """{}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}}}""", """{"b":1}""", false)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"b":1}""", true)]
    [InlineData("""{"oneOf":[{"type":"string"},{"enum":[1]}]}""", """2""", false)]
    [InlineData("""{"type":"array","items":{"pattern":"^a$"},"maxItems":2}""", """["a","b"]""", false)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-11-24\"", false)]
    [InlineData("""{"dependentRequired":{}}""", """{}""", false)]
    public void The_check_of_answers_tells_good_from_bad(string schema, string value, bool good)
    {
        var root = JsonNode.Parse(schema)!;
        Assert.Equal(good, new SchemaCheck(root, strict: true).Faults(JsonNode.Parse(value), root).Count == 0);
    }
}
