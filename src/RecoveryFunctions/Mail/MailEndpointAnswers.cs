using Recovery.Web.Operations;

namespace RecoveryFunctions.Mail;

/// <summary>Whether the mail service can be reached. Any answer will do: one that needs our identity would use up the limit of questions.</summary>
internal sealed class MailEndpointAnswers(Uri endpoint) : IReadiness, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

    public string Name => "mail";

    public async Task<bool> CheckAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, endpoint);
        using var response = await _http.SendAsync(request, cancel);
        return true;
    }

    public void Dispose() => _http.Dispose();
}
