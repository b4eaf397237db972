using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using NodaTime;
using Recovery.Contracts;
using Recovery.Local.Tests.EndToEnd;
using Recovery.Webhooks;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.Receivers;

/// <summary>The receivers of docs/integrate.md, run as an integrator would: the started program delivers to them, and a liar is refused.</summary>
[Collection(BusyTests.Name)]
public sealed class ReceiverTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    [Theory]
    [ReceiverData("python3", "receiver.py", "v1")]
    [ReceiverData("node", "receiver.mjs", "v1")]
    [ReceiverData("node", "receiver.mjs", "v1a")]
    [ReceiverData("node", "receiver-library.mjs", "v1")]
    [ReceiverData("dotnet", "receiver.cs", "v1")]
    public async Task It_takes_what_we_deliver_and_refuses_what_is_forged_stale_or_changed(string runtime, string file, string signing)
    {
        var process = await StartAsync("--Recovery:Webhooks:AllowPrivateAddresses=true");
        var port = StartedReceiver.FreePort();
        var subscribed = (await process.Staff().PostAsync("/api/webhooks", JsonContent.Create(new { url = $"http://127.0.0.1:{port}/hooks", name = "The receiver", signing }))).Is(201);
        var shown = signing == "v1a" ? await PublicKeyAsync(process, subscribed["id"].GetString()!) : subscribed["secret"].GetString()!;
        await using (var receiver = await StartedReceiver.StartAsync(runtime, file, port, shown))
        {
            await process.App().ComplainAsync(new { description = "The tent leaked." });
            var id = (await receiver.HearsAsync("accepted complaint.received")).Split(' ')[^1];
            Assert.EndsWith("-webhook", id, StringComparison.Ordinal);
        }

        await RefusesLiarsAsync(runtime, file, signing);
    }

    private static async Task RefusesLiarsAsync(string runtime, string file, string signing)
    {
        var secret = Fresh(signing);
        await using var receiver = await StartedReceiver.StartAsync(runtime, file, StartedReceiver.FreePort(), secret.PublicKey ?? secret.Text);
        using var liar = new HttpClient();
        var (key, body) = (Keys(secret.Text), """{"type":"case.closed","timestamp":"2026-11-24T10:00:00Z","data":{"amount":10}}"""u8.ToArray());
        var good = Sign(key, "e-1", Now, body);
        Assert.Equal(204, await PostAsync(liar, receiver, good, body));
        Assert.Equal(204, await PostAsync(liar, receiver, good, body));
        Assert.Equal(401, await PostAsync(liar, receiver, good, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("10", "99", StringComparison.Ordinal))));
        Assert.Equal(401, await PostAsync(liar, receiver, Sign(key, "e-2", Now - Duration.FromMinutes(6), body), body));
        Assert.Equal(401, await PostAsync(liar, receiver, Sign(key, "e-3", Now + Duration.FromMinutes(6), body), body));
        Assert.Equal(401, await PostAsync(liar, receiver, Sign(Keys(Fresh(signing).Text), "e-4", Now, body), body));
        Assert.Equal(401, await PostAsync(liar, receiver, [.. good.Where(h => h.Name != WebhookSigner.SignatureHeader)], body));
        Assert.Equal(401, await PostAsync(liar, receiver, [.. good.Select(h => h.Name == WebhookSigner.IdHeader ? (h.Name, "e-5") : h)], body));

        // While a secret is rotated, two keys sign.
        Assert.Equal(204, await PostAsync(liar, receiver, Sign([.. Keys(Fresh(signing).Text), .. key], "e-6", Now, body), body));
        await receiver.HearsAsync("accepted case.closed e-6");
        Assert.Equal(["e-1", "e-6"], receiver.Said.Split('\n').Where(l => l.StartsWith("accepted case.closed", StringComparison.Ordinal)).Select(l => l.Split(' ')[^1]));
    }

    [Theory]
    [ReceiverData("openssl", "verify.sh", "v1")]
    [ReceiverData("openssl", "verify.sh", "v1a")]
    public async Task A_saved_delivery_is_verified_by_openssl(string signing)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("recovery-saved-").FullName, "body");
        await File.WriteAllTextAsync(file, """{"type":"webhook.test","data":{}}""");
        var (secret, other) = (Fresh(signing), Fresh(signing));
        var signed = Sign(Keys(secret.Text), "e-1", Now, await File.ReadAllBytesAsync(file)).ToDictionary(h => h.Name, h => h.Value);
        string Key(NewSecret of) => of.PublicKey ?? of.Text;

        Assert.Equal((0, "genuine"), await VerifyAsync(Key(secret), signed, file));
        Assert.Equal((1, "not genuine"), await VerifyAsync(Key(other), signed, file));
        signed[WebhookSigner.SignatureHeader] = $"v9,AAAA {signed[WebhookSigner.SignatureHeader]}";
        Assert.Equal((0, "genuine"), await VerifyAsync(Key(secret), signed, file));
        await File.AppendAllTextAsync(file, " ");
        Assert.Equal((1, "not genuine"), await VerifyAsync(Key(secret), signed, file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static async Task<string> PublicKeyAsync(RecoveryProcess process, string id) =>
        (await process.App().GetAsync($"/api/webhooks/{id}/keys")).Is(200)["keys"][0].GetProperty("publicKey").GetString()!;

    private static NewSecret Fresh(string signing) =>
        WebhookSecrets.Make(signing == "v1a" ? SignatureScheme.V1a : SignatureScheme.V1, System.Security.Cryptography.RandomNumberGenerator.GetBytes(WebhookSecrets.RandomBytes));

    private static SigningKey[] Keys(string secret) => [new SigningKey(new MarkedSecrets().Protect(secret), null, Now, null)];

    private static IReadOnlyList<(string Name, string Value)> Sign(SigningKey[] keys, string id, Instant at, byte[] body) => new WebhookSigner(new MarkedSecrets()).Sign(
        new Subscription { Id = "wh_test", Url = new Uri("https://receiver.example/"), Name = "The receiver", Keys = [.. keys], CreatedAt = Now }, id, at, at, body);

    private static async Task<int> PostAsync(HttpClient http, StartedReceiver receiver, IReadOnlyList<(string Name, string Value)> headers, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<(int ExitCode, string Said)> VerifyAsync(string key, Dictionary<string, string> signed, string file)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(StartedReceiver.Folder, "verify.sh"), key, signed[WebhookSigner.IdHeader], signed[WebhookSigner.TimestampHeader], signed[WebhookSigner.SignatureHeader], file])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said.Trim());
    }
}
