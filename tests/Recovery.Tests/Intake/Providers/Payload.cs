using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Recovery.Fuzzing;
using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Providers;

/// <summary>Files in the shapes of the providers' documentation, written for these tests.</summary>
internal static class Payload
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", "Providers", name));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    public static IReadOnlyList<MailFormPart> Form(string name) => FormPosts.Read(Bytes("Payloads/" + name));

    public static InboundMail Postmark(string name) => ProviderMail.Postmark(Bytes("Payloads/" + name), Now);

    /// <summary>A post of Postmark's with something else in it.</summary>
    public static InboundMail Postmark(string name, Action<JsonObject> change)
    {
        var post = JsonNode.Parse(Bytes("Payloads/" + name))!.AsObject();
        change(post);
        return ProviderMail.Postmark(Encoding.UTF8.GetBytes(post.ToJsonString()), Now);
    }

    public static List<MailFormPart> With(this IReadOnlyList<MailFormPart> form, string name, string value) =>
        [.. form.Where(p => p.Name != name), new MailFormPart(name, null, null, Encoding.UTF8.GetBytes(value))];

    public static List<MailFormPart> Without(this IReadOnlyList<MailFormPart> form, string name) => [.. form.Where(p => p.Name != name)];
}
