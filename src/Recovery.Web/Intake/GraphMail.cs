using System.Net;
using System.Net.Http.Headers;
using Recovery.Intake.Mail;

namespace Recovery.Web.Intake;

/// <summary>Where Microsoft Graph is and who asks: settings <c>Recovery:Intake:Graph:...</c>. Other clouds than the public one have other addresses.</summary>
public sealed record GraphSettings
{
    public required string TenantId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null where the host has another way to a token, such as a managed identity.</summary>
    public string? ClientSecret { get; init; }

    public Uri Service { get; init; } = GraphMail.PublicCloud;

    public Uri Authority { get; init; } = new("https://login.microsoftonline.com/");
}

/// <summary>
/// Fetches a mail from Microsoft Graph as it travelled (learn.microsoft.com/graph/outlook-get-mime-message). The application needs
/// Mail.Read for the mailbox.
/// </summary>
/// <param name="http">Must not follow redirects: the token goes to Graph and to nobody else.</param>
/// <param name="service">Ends in a slash; <see cref="PublicCloud"/> as a rule.</param>
/// <param name="token">An access token for the service; asked for with each mail, so it had better remember.</param>
public sealed class GraphMail(HttpClient http, Uri service, Func<CancellationToken, Task<string>> token) : IGraphMail
{
    /// <summary>What a token is asked for: <c>https://graph.microsoft.com/.default</c>.</summary>
    public const string Scope = ".default";

    public static Uri PublicCloud { get; } = new("https://graph.microsoft.com/");

    /// <exception cref="UnreadableMailException">The resource is no mail in a mailbox, or the mail is too large.</exception>
    /// <exception cref="HttpRequestException">Graph is busy, out of reach or refuses: the notification has to come again.</exception>
    public async Task<byte[]?> FetchAsync(string resource, CancellationToken cancel)
    {
        if (!GraphNotifications.IsMessage(resource))
            throw new UnreadableMailException("it tells of something that is no mail in a mailbox");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service, $"v1.0/{resource.TrimStart('/')}/$value"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancel));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"Microsoft Graph answered {(int)answer.StatusCode}", null, answer.StatusCode);
        if (answer.Content.Headers.ContentLength > MailLimits.Bytes)
            throw TooLarge();
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        return await ReadAsync(body, cancel);
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancel)
    {
        using var mail = new MemoryStream();
        var buffer = new byte[81_920];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var length)
        {
            if (mail.Length + length > MailLimits.Bytes)
                throw TooLarge();
            mail.Write(buffer, 0, length);
        }

        return mail.ToArray();
    }

    private static UnreadableMailException TooLarge() => new($"it is larger than {MailLimits.Bytes / (1024 * 1024)} MB");
}
