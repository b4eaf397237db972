using System.Text;

namespace Recovery.Local.Tests.Web;

/// <summary>What providers post, as the tests of the readers have it in files.</summary>
internal static class Payloads
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", name));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    public static ByteArrayContent Json(string name) => ChannelSite.Body(Bytes(name), "application/json");

    /// <summary>A form post: its content type on the first line, then, after an empty one, the body.</summary>
    /// <param name="change">Of the body, each byte as a character.</param>
    public static ByteArrayContent Form(string name, Func<string, string>? change = null)
    {
        var whole = Encoding.Latin1.GetString(Bytes(name));
        var end = whole.IndexOf('\n', StringComparison.Ordinal);
        var type = whole[..end].Trim()["Content-Type:".Length..].Trim();
        var body = whole[(whole.IndexOf('\n', end + 1) + 1)..];
        return ChannelSite.Body(Encoding.Latin1.GetBytes(change?.Invoke(body) ?? body), type);
    }
}
