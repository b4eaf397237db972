#:sdk Microsoft.NET.Sdk.Web
// Receives webhooks: dotnet run receiver.cs (.NET 10; the base library alone).
// RECOVERY_SECRET is the whsec_ secret that was shown when you subscribed. PORT is where to listen, 8000 unless set.
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var secret = Convert.FromBase64String(Environment.GetEnvironmentVariable("RECOVERY_SECRET")!["whsec_".Length..]);
var tolerance = TimeSpan.FromMinutes(5);
var seen = new ConcurrentDictionary<string, bool>(); // Keep yours where it survives a restart.

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "8000"}");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024); // A body of ours has less than 20,000 bytes.
var app = builder.Build();
app.MapPost("/{*path}", async (HttpRequest request) =>
{
    using var buffer = new MemoryStream();
    await request.Body.CopyToAsync(buffer);
    var body = buffer.ToArray();
    if (!IsGenuine(request.Headers, body))
        return Results.Unauthorized();
    var id = request.Headers["webhook-id"].ToString();
    if (seen.TryAdd(id, true))
    {
        using var delivered = JsonDocument.Parse(body);
        Console.WriteLine($"accepted {delivered.RootElement.GetProperty("type")} {id}"); // Put it into your queue here, and work on it later.
    }

    return Results.NoContent();
});
await app.StartAsync();
Console.WriteLine($"listening on port {new Uri(app.Urls.First()).Port}");
await app.WaitForShutdownAsync();

bool IsGenuine(IHeaderDictionary headers, byte[] body)
{
    string id = headers["webhook-id"].ToString(), timestamp = headers["webhook-timestamp"].ToString();
    if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds)
        return false;
    byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
    var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed)));
    // One for each key that signs: two while a secret is rotated.
    return headers["webhook-signature"].ToString().Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected));
}
