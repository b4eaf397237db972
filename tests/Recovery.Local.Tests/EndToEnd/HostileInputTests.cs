using System.Net.Http.Json;
using System.Text;
using AngleSharp.Html.Parser;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>
/// Whatever is put into whatever field: either it is refused with the field and the reason, or it is taken and later
/// shown as the text that it is. The program lives on.
/// </summary>
[Collection(BusyTests.Name)]
public sealed class HostileInputTests : EndToEndTest
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(1)>";

    /// <summary>By name, since test names cannot hold them.</summary>
    private static readonly Dictionary<string, string> s_values = new()
    {
        ["empty"] = "",
        ["blank"] = " \t\r\n ",
        ["a megabyte"] = new string('x', 1024 * 1024),
        ["a long word"] = new string('w', 19_000),
        ["longer than any limit"] = string.Concat(Enumerable.Repeat("too long ", 3_000)),
        ["NUL"] = "a\0b",
        ["binary"] = new string([.. Enumerable.Range(1, 255).Select(i => (char)i)]),
        ["emoji"] = "👩‍👩‍👧‍👦 🧨 é ﷽ 𝕏",
        ["right to left override"] = "abc\u202Egpj.exe\u202C \u2067שלום\u2069",
        ["script"] = Script,
        ["attribute"] = "\" autofocus onfocus=\"alert(1)\" x='",
        ["template"] = "{{organisation}} {{#each this}} @Model @(1+1) ${7*7} %0d%0a",
        ["markdown"] = "[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example> **bold** `code` \n\n# Heading\n\n---",
        ["header injection"] = "Kim\r\nBcc: everybody@evil.example\r\n\r\nBuy now",
        ["line separators"] = "Kim\u2028Bcc: x@evil.example\u2029end",
        ["next line"] = "a\u0085b",
        ["combining"] = "Z" + string.Concat(Enumerable.Repeat("\u0300\u0489", 40)),
        ["SQL"] = "'; DROP TABLE cases; --",
        ["spreadsheet"] = "=HYPERLINK(\"https://evil.example\")",
        ["address of two"] = "kim@customer.example, eve@evil.example",
    };

    /// <summary>HTML has no way to write their control characters.</summary>
    private static readonly HashSet<string> s_unshowable = ["NUL", "binary", "next line"];

    private readonly RecoveryProcess _process;

    public HostileInputTests(OfficeProcess office, ITestOutputHelper output)
        : base(output) => _process = Shares(office.Process);

    public static TheoryData<string> Fields =>
    [
        "description", "anonymous", "name", "email", "phone", "contactPreference", "language", "occurredAt", "orderReference",
        "impact", "wishedOutcome", "customerId", "tier", "channel",
    ];

    public static TheoryData<string> Values => [.. s_values.Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Each_value_in_a_field_of_the_api_is_refused_with_reason_or_taken_as_text(string field)
    {
        foreach (var (name, value) in s_values)
        {
            var complaint = new Dictionary<string, string> { ["description"] = "It rained.", [field] = value };
            var answer = await _process.App().SubmitAsync(complaint);
            if ((int)answer.Status == 413)
            {
                answer.IsProblem(413, reason: "256 KB");
            }
            else if ((int)answer.Status == 422)
            {
                answer.IsProblem(422, field);
                if (name is "longer than any limit" && field is "description" or "impact" or "wishedOutcome")
                    answer.IsProblem(422, field, field is "description" ? "20,000" : "2,000");
            }
            else
            {
                answer.Is(202);
                var kept = (await _process.Staff().CaseAsync(answer["caseId"].GetString()!)).GetProperty("complaint");
                Assert.Equal(value.Trim().Length == 0 ? null : Plain(value), kept.Text(field));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_value_of_the_wrong_kind_is_refused_by_the_name_of_its_field(string field)
    {
        foreach (var wrong in (string[])["5", "1e400", "-0.0000000000000000000000000001", "99999999999999999999999999999999999999", "[]", "[\"a\"]", "{}", "{\"a\":{\"b\":[]}}", "\"\\ud800\""])
        {
            var body = field == "description" ? $"{{\"description\":{wrong}}}" : $"{{\"description\":\"It rained.\",\"{field}\":{wrong}}}";
            (await _process.App().SubmitRawAsync(Encoding.UTF8.GetBytes(body))).IsProblem(422, field);
        }

        if (field is not ("anonymous" or "description"))
            (await _process.App().SubmitRawAsync(Encoding.UTF8.GetBytes($"{{\"description\":\"It rained.\",\"{field}\":true}}"))).IsProblem(422, field);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Each_value_in_a_field_of_the_form_is_taken_or_comes_back_with_everything_that_was_typed(string field)
    {
        if (field is "tier" or "channel")
            return; // Not asked of customers; a form that sends them is not listened to.
        using var customer = _process.Visitor();
        foreach (var (name, value) in s_values)
        {
            var page = (await customer.OpenAsync("/")).Is(200);
            var answer = await customer.SendAsync(page, "/feedback", field == "description" ? [(field, value)] : [("description", "It rained on me."), (field, value)]);
            if (answer.Address.AbsolutePath.StartsWith("/status/", StringComparison.Ordinal))
            {
                answer.Is(200);
                AssertHarmless(answer);
                continue;
            }

            AssertHarmless(answer);
            if (name is "NUL" && (int)answer.Status == 400)
                continue; // No browser sends it, and ASP.NET does not read it.
            answer.Is(422);
            Assert.Contains("Everything that you typed is still here", answer.Text, StringComparison.Ordinal);
            Assert.NotEmpty(answer.Document.QuerySelectorAll("#faults li"));
            if (field is not ("anonymous" or "language")) // Not typed by anybody: a box, and a choice that one language does not offer.
                Assert.NotNull(answer.Document.QuerySelector($"[name='{field}'][aria-invalid='true']"));
            if (field != "description")
                Assert.Equal("It rained on me.", answer.Typed("description"));
            if (!s_unshowable.Contains(name) && answer.Document.QuerySelector($"[name='{field}']") is AngleSharp.Html.Dom.IHtmlTextAreaElement area)
                Assert.Equal(Lines(value).TrimStart('\n'), Lines(area.Value).TrimStart('\n'));
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_form_get_a_page_that_says_so()
    {
        using var customer = _process.Visitor();
        var page = (await customer.OpenAsync("/")).Is(200);
        var keys = string.Join('&', Visitor.Filled(page, "/feedback").Where(f => f.Value.Length > 0).Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));

        async Task<OpenPage> PostAsync(byte[] body, string type)
        {
            var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return await customer.PostAsync("/feedback", content);
        }

        (await PostAsync(new byte[7 * 1024 * 1024], "application/x-www-form-urlencoded")).Is(413);
        (await PostAsync("{}"u8.ToArray(), "application/json")).Is(400);
        (await PostAsync("--x\r\nbroken"u8.ToArray(), "multipart/form-data; boundary=x")).Is(400);
        (await PostAsync([], "multipart/form-data")).Is(400);
        var broken = await PostAsync(Encoding.UTF8.GetBytes(keys + "&description=%FF%FE%C0%80&name=%ZZ&email=%"), "application/x-www-form-urlencoded");
        Assert.True((int)broken.Status is 200 or 422, $"{(int)broken.Status}");
        AssertHarmless(broken);
        var twice = await PostAsync(Encoding.UTF8.GetBytes(keys + "&description=first&description=second"), "application/x-www-form-urlencoded");
        Assert.Contains("second", twice.Is(200).Text, StringComparison.Ordinal);
        (await _process.App().GetAsync("/readyz")).Is(200);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Text_that_is_taken_is_shown_as_text_on_every_page_and_in_the_mail(string name)
    {
        var value = s_values[name];
        var (app, staff, address) = (_process.App(), _process.Staff("maya-okafor"), Customers.Address());
        var complaint = new Dictionary<string, string> { ["description"] = "It rained.", ["email"] = address };
        foreach (var field in (string[])["description", "name", "orderReference", "impact", "wishedOutcome", "customerId", "tier"])
        {
            var trial = new Dictionary<string, string>(complaint) { [field] = value };
            if ((int)(await app.SubmitAsync(trial)).Status == 202)
                complaint = trial;
        }

        var opened = await app.ComplainAsync(complaint);
        using var customer = _process.Visitor();
        var status = (await customer.OpenAsync(opened.StatusPath)).Is(200);
        status = await customer.SendAsync(status, "/messages", ("text", value));
        Assert.True((int)status.Status is 200 or 422 || name is "NUL", $"{(int)status.Status}");
        AssertHarmless(status);
        if ((int)status.Status == 422 && !s_unshowable.Contains(name))
            Assert.Equal(Lines(value), Lines(status.Typed("text")));

        await CommandsAsync(staff, opened.CaseId, value);
        await staff.DoAsync(opened.CaseId, "resolve", new { outcome = "upheld", explanation = Plain(value).Length > 0 && !s_unshowable.Contains(name) && name is not ("a megabyte" or "longer than any limit") ? value : "It was the rain.", rootCause = "late-carrier" });
        await staff.UntilAsync(opened.CaseId, "acknowledged");

        AssertHarmless(status = (await customer.OpenAsync(opened.StatusPath)).Is(200));
        var shown = Squeezed(Plain(complaint["description"]));
        Assert.Contains(shown, status.Text, StringComparison.Ordinal);
        using var desk = _process.Visitor();
        await desk.SignInByTokenAsync("maya-okafor", RecoveryProcess.StaffToken);
        var file = (await desk.OpenAsync($"/console/cases/{opened.CaseId}")).Is(200);
        AssertHarmless(file);
        Assert.Contains(shown, file.Text, StringComparison.Ordinal);
        AssertHarmless((await desk.OpenAsync($"/console?text={opened.Reference}")).Is(200));
        AssertMail(address, await _process.MailAsync(address, "We have your complaint"));
        foreach (var mail in _process.MailTo(address))
        {
            AssertMail(address, mail);
            AssertHarmless((await desk.OpenAsync($"/console/outbox/{mail.Entry.Name}")).Is(200));
        }

        Assert.True(_process.IsAlive);
    }

    private static async Task CommandsAsync(Api staff, string id, string value)
    {
        (string Command, string Field, Func<string, object> Body)[] commands =
        [
            ("note", "text", v => new { text = v }),
            ("message", "text", v => new { text = v }),
            ("triage", "reason", v => new { severity = "high", reason = v }),
            ("escalate", "reason", v => new { reason = v }),
            ("propose-remedy", "description", v => new { kind = "voucher", amount = 60, currency = "GBP", description = v }),
            ("decline-remedy", "reason", v => new { reason = v }),
            ("pause", "reason", v => new { reason = v }),
        ];
        foreach (var (command, field, body) in commands)
        {
            var answer = await staff.DoAsync(id, command, JsonContent.Create(body(value)) is var content ? await content.ReadAsStringAsync() : null);
            if ((int)answer.Status == 413)
                answer.IsProblem(413, reason: "256 KB");
            else if ((int)answer.Status == 422 && answer.Json.TryGetProperty("errors", out _))
                answer.IsProblem(422, field);
            else if ((int)answer.Status != 422)
                answer.Is(200);
        }

        await staff.DoAsync(id, "resume");
    }

    /// <summary>No script, no handler, no address of a script, nothing fetched from elsewhere: what came in is text.</summary>
    private static void AssertHarmless(OpenPage page)
    {
        AssertHarmless(page.Html);
        Assert.Empty(page.Document.QuerySelectorAll("script"));
        Assert.Empty(page.Document.QuerySelectorAll("img"));
    }

    private static void AssertHarmless(string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        foreach (var element in document.All)
        {
            Assert.False(element.LocalName is "script" or "iframe" or "object" or "embed" or "img" or "base", $"<{element.LocalName}>");
            foreach (var attribute in element.Attributes)
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), attribute.Name);
                Assert.False(attribute.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase), attribute.Value);
                if (attribute.Name is "href" or "src" or "action")
                    Assert.DoesNotContain("evil.example", attribute.Value, StringComparison.Ordinal);
            }
        }
    }

    private void AssertMail(string address, Recovery.Web.Console.OutboxMessage mail)
    {
        AssertHarmless(mail.Html);
        var raw = File.ReadAllText(Path.Combine(_process.DataDirectory, "outbox", mail.Entry.Name));
        var head = raw[..raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        string[] known = ["Date", "MIME-Version", "From", "To", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References", "X-Auto-Response-Suppress", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding"];
        foreach (var line in head.Split("\r\n").Where(l => l[0] is not (' ' or '\t')))
            Assert.Contains(line.Split(':')[0], known, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("evil.example", mail.Headers.Where(h => h.Key is not "Subject" and not "To").Select(h => h.Value).Aggregate(string.Concat), StringComparison.Ordinal);
        Assert.Equal(address, mail.Entry.To[(mail.Entry.To.LastIndexOf('<') + 1)..].TrimEnd('>'));
        Assert.All(raw.Split("\r\n"), l => Assert.True(l.Length <= 998, "A line of mail is longer than RFC 5322 lets it be."));
        Assert.All(raw, c => Assert.True(c < 128, $"U+{(int)c:X4} in a mail that says 7 bit."));
    }

    /// <summary>As a text is kept: line ends as one kind, no space round it.</summary>
    private static string Plain(string text) => Lines(text).Trim();

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
