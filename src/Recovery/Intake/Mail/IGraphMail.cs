namespace Recovery.Intake.Mail;

/// <summary>Fetches mail that Microsoft Graph has told of.</summary>
public interface IGraphMail
{
    /// <param name="resource">As the notification names it: <c>users/{id}/messages/{id}</c>.</param>
    /// <returns>The mail as it travelled (<c>$value</c>); null when it is gone.</returns>
    /// <exception cref="UnreadableMailException">It is larger than <see cref="MailLimits.Bytes"/>.</exception>
    Task<byte[]?> FetchAsync(string resource, CancellationToken cancel);
}
