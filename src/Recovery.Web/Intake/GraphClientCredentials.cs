using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recovery.Web.Intake;

/// <summary>
/// Access tokens for Graph by an application's own secret (learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow).
/// A token is kept until shortly before it ends.
/// </summary>
public sealed class GraphClientCredentials : IDisposable
{
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly GraphSettings _settings;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private string? _token;
    private DateTimeOffset _until;

    /// <exception cref="ArgumentException">The tenant is neither an id nor a domain, or there is no secret.</exception>
    public GraphClientCredentials(HttpClient http, GraphSettings settings, TimeProvider time)
    {
        if (settings.TenantId.Length == 0 || !settings.TenantId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
            throw new ArgumentException("The tenant is the id or a domain of a Microsoft Entra tenant.", nameof(settings));
        if (string.IsNullOrEmpty(settings.ClientSecret))
            throw new ArgumentException("The client's secret is missing.", nameof(settings));
        (_http, _settings, _time) = (http, settings, time);
    }

    /// <exception cref="HttpRequestException">No token is given; the secret is wrong or has ended, or nobody answers.</exception>
    public async Task<string> TokenAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_token is null || _time.GetUtcNow() >= _until)
                (_token, _until) = await AskAsync(cancel);
            return _token;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(string Token, DateTimeOffset Until)> AskAsync(CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_id", _settings.ClientId),
            new("client_secret", _settings.ClientSecret),
            new("scope", new Uri(_settings.Service, GraphMail.Scope).AbsoluteUri),
        ]);
        var asked = _time.GetUtcNow();
        using var answer = await _http.PostAsync(new Uri(_settings.Authority, $"{_settings.TenantId}/oauth2/v2.0/token"), form, cancel);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"Microsoft Entra answered {(int)answer.StatusCode} when asked for a token", null, answer.StatusCode);
        var given = await GivenAsync(answer.Content, cancel);
        if (string.IsNullOrEmpty(given?.Token))
            throw new HttpRequestException("Microsoft Entra gave no token");
        return (given.Token, asked + TimeSpan.FromSeconds(given.Seconds) - s_early);
    }

    private static async Task<Given?> GivenAsync(HttpContent content, CancellationToken cancel)
    {
        try
        {
            return await content.ReadFromJsonAsync<Given>(cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Given([property: JsonPropertyName("access_token")] string? Token, [property: JsonPropertyName("expires_in")] int Seconds);
}
