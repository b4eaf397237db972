using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Intake;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

/// <summary>The site with everything that channels need, and what providers do to it.</summary>
internal static class ChannelSite
{
    public static Task<Site> StartAsync(IntakeAccess? access = null, Action<IServiceCollection>? with = null) => Site.StartAsync(with: services =>
    {
        services.AddSingleton<IParkedMessages>(s => new MemoryParked { Intake = s.GetRequiredService<IParkedIntake> });
        if (access is not null)
            services.AddSingleton(access);
        with?.Invoke(services);
    });

    public static ByteArrayContent Body(byte[] body, string mediaType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return content;
    }

    public static ByteArrayContent Mail(string mail) => Body(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")), "message/rfc822");

    /// <summary>What it was answered, once the status was checked.</summary>
    public static async Task<JsonNode> TellAsync(this HttpClient client, string path, HttpContent body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.PostAsync(path, body);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} in place of {(int)expected}: {said}");
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
        return said.Length == 0 ? new JsonObject() : JsonNode.Parse(said)!;
    }

    public static async Task<JsonNode> TellAsync(this HttpClient client, string path, HttpContent body, int expected) => await client.TellAsync(path, body, (HttpStatusCode)expected);

    public static HttpClient WithKey(this HttpClient client, string key)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public static async Task<ParkedMessage> ParkedAsync(this Site site) => Assert.Single(await site.Parked.ListAsync(null, 10, default));
}
