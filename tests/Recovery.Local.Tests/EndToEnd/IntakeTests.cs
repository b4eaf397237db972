using System.Text;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Complaints sent by programs, and the list that staff get of them.</summary>
[Collection(BusyTests.Name)]
public sealed class IntakeTests : EndToEndTest
{
    private readonly RecoveryProcess _process;
    private readonly Api _demo;

    public IntakeTests(OfficeProcess office, DemoProcess demo, ITestOutputHelper output)
        : base(output)
    {
        _process = Shares(office.Process);
        _demo = Shares(demo.Process).Staff();
    }

    [Fact]
    public async Task A_complaint_is_taken_with_its_case_its_page_and_what_is_promised()
    {
        var receipt = (await _process.App().SubmitAsync(new
        {
            description = "The tent leaked.",
            name = "Kim",
            email = Customers.Address(),
            phone = "+44 20 7946 0000",
            contactPreference = "email",
            language = "en",
            occurredAt = "2026-01-02T10:00:00+01:00",
            orderReference = "A-1",
            impact = "A wet night.",
            wishedOutcome = "A dry tent.",
            customerId = "C-1",
            tier = "gold",
            channel = "chat",
        })).Is(202);

        Assert.Equal("application/json", receipt.MediaType);
        Assert.Equal(["caseId", "promises", "reference", "statusUrl"], receipt.Json.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal(["acknowledgeBy", "resolveBy", "updateBy"], receipt["promises"].EnumerateObject().Select(m => m.Name).Order());
        Assert.All(receipt["promises"].EnumerateObject(), p => Assert.True(p.Value.GetDateTimeOffset() > DateTimeOffset.UtcNow && p.Value.GetString()!.EndsWith('Z')));
        Assert.Matches("^RC-[0-9A-Z]{5}-[0-9A-Z]{5}$", receipt["reference"].GetString());
        using var customer = _process.Visitor();
        Assert.Contains("The tent leaked.", (await customer.OpenAsync(new Uri(receipt["statusUrl"].GetString()!).AbsolutePath)).Is(200).Text, StringComparison.Ordinal);
        var complaint = (await _process.Staff().CaseAsync(receipt["caseId"].GetString()!)).GetProperty("complaint");
        Assert.Equal("2026-01-02T09:00:00Z", complaint.Text("occurredAt"));
        Assert.Equal("chat", complaint.Text("channel"));
        Assert.Equal("A dry tent.", complaint.Text("wishedOutcome"));
    }

    [Fact]
    public async Task The_same_key_with_the_same_body_is_the_same_case_and_with_another_body_is_refused()
    {
        var (app, key) = (_process.App(), Guid.NewGuid().ToString());
        var marker = $"q{Guid.NewGuid():n}";

        var first = (await app.SubmitAsync(new { description = marker }, key)).Is(202);
        var repeat = (await app.SubmitAsync(new { description = marker }, key)).Is(202);
        (await app.SubmitAsync(new { description = marker + " and more" }, key)).IsProblem(422, "Idempotency-Key", "used before");

        Assert.Equal(first.Body, repeat.Body);
        Assert.Single(await _process.Staff().AllCasesAsync($"&text={marker}"));
        (await app.SubmitAsync(new { description = marker }, new string('k', 201))).IsProblem(422, "Idempotency-Key", "200");
    }

    [Fact]
    public async Task Many_senders_of_one_key_at_once_open_one_case()
    {
        var (key, marker) = (Guid.NewGuid().ToString(), $"q{Guid.NewGuid():n}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _process.App().SubmitAsync(new { description = marker }, key)));

        Assert.Single(answers.Select(a => a.Is(202)["caseId"].GetString()).Distinct());
        Assert.Single(await _process.Staff().AllCasesAsync($"&text={marker}"));
    }

    [Theory]
    [InlineData("/api/cases")]
    [InlineData("/api/cases/00000000000000000000000000")]
    [InlineData("/api/reports/summary")]
    [InlineData("/api/reports/outcomes.csv")]
    public async Task What_is_for_staff_is_refused_to_everybody_else(string path)
    {
        (await _process.App().GetAsync(path)).IsProblem(401);
        var wrong = new HttpRequestMessage(HttpMethod.Get, path);
        wrong.Headers.TryAddWithoutValidation("Authorization", "Bearer guessed");
        var refused = (await _process.App().SendAsync(wrong)).IsProblem(401, reason: "not the staff token");
        Assert.Contains("Bearer", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        (await _process.App().DoAsync("00000000000000000000000000", "note", new { text = "x" })).IsProblem(401);
    }

    [Fact]
    public async Task Addresses_that_are_none_are_problems_under_api_and_pages_elsewhere()
    {
        var staff = _process.Staff();
        (await staff.GetAsync("/api/nothing")).IsProblem(404);
        (await staff.GetAsync("/api/complaints")).IsProblem(405);
        (await staff.GetAsync("/api/cases/00000000000000000000000000")).IsProblem(404);
        (await staff.GetAsync("/api/cases/x")).IsProblem(404);
        (await staff.GetAsync("/api/reports/summary?from=soon")).IsProblem(400, "from");
        (await staff.GetAsync("/api/reports/summary?from=2026-02-01&to=2026-01-01")).IsProblem(400, "from", "after");
        using var visitor = _process.Visitor();
        Assert.Contains("cannot find this page", (await visitor.OpenAsync("/nothing")).Is(404).Text, StringComparison.Ordinal);
        Assert.Equal("ok", (await staff.GetAsync("/healthz")).Is(200)["status"].GetString());
        var ready = (await staff.GetAsync("/readyz")).Is(200)["checks"];
        Assert.Equal(["database", "outbox"], ready.EnumerateObject().Select(c => c.Name).Order());
    }

    [Theory]
    [InlineData("status=closed", "status", "closed")]
    [InlineData("status=open", "status", "open")]
    [InlineData("owner=maya-okafor", "owner", "maya-okafor")]
    [InlineData("category=delivery", "category", "delivery")]
    [InlineData("severity=high", "severity", "high")]
    [InlineData("overdue=true", "overdue", "True")]
    [InlineData("overdue=false", "overdue", "False")]
    public async Task A_filter_gives_all_that_are_so_and_no_others(string filter, string member, string value)
    {
        var all = await _demo.AllCasesAsync();
        var filtered = await _demo.AllCasesAsync("&" + filter, 50);

        var wanted = all.Where(c => c.Text(member) == value).Select(c => c.Text("caseId")).Order().ToList();
        Assert.NotEmpty(wanted);
        Assert.True(wanted.Count < all.Count, "The filter sifts nothing.");
        Assert.Equal(wanted, filtered.Select(c => c.Text("caseId")).Order());
    }

    [Fact]
    public async Task Words_and_references_find_their_case_and_filters_add_up()
    {
        var marker = $"q{Guid.NewGuid():n}";
        var staff = _process.Staff();
        var found = await _process.App().ComplainAsync(new { description = $"The zip of my {marker} broke." });
        await _process.App().ComplainAsync(new { description = "Another matter." });

        Assert.Equal(found.CaseId, Assert.Single(await staff.AllCasesAsync($"&text={marker}")).Text("caseId"));
        Assert.Equal(found.CaseId, Assert.Single(await staff.AllCasesAsync($"&text={found.Reference}")).Text("caseId"));
        Assert.Empty(await staff.AllCasesAsync($"&text={marker}&status=closed"));
        (await staff.GetAsync("/api/cases?status=lost")).IsProblem(400, "status", "following-up");
        (await staff.GetAsync("/api/cases?limit=0")).IsProblem(400, "limit");
        (await staff.GetAsync("/api/cases?overdue=perhaps")).IsProblem(400, "overdue");
        (await staff.GetAsync("/api/cases?cursor=made-up")).IsProblem(400, "cursor");
        (await staff.GetAsync("/api/cases?stauts=open")).IsProblem(400, "stauts", "status");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Pages_follow_each_other_without_gap_or_repeat_by_what_is_due_next(int limit)
    {
        var whole = await _demo.AllCasesAsync("&status=open,waiting,resolved,following-up");
        var pages = await _demo.AllCasesAsync("&status=open,waiting,resolved,following-up", limit);

        Assert.Equal(whole.Select(c => c.Text("caseId")), pages.Select(c => c.Text("caseId")));
        Assert.Equal(pages.Count, pages.Select(c => c.Text("caseId")).Distinct().Count());
        var due = pages.Select(c => c.TryGetProperty("nextDue", out var next) ? next.GetProperty("at").GetDateTimeOffset() : DateTimeOffset.MaxValue).ToList();
        Assert.Equal(due.Order(), due);
    }

    [Theory]
    [InlineData("", "application/json", 400, "JSON")]
    [InlineData("{", "application/json", 400, "JSON")]
    [InlineData("[]", "application/json", 400, "an array")]
    [InlineData("\"text\"", "application/json", 400, "a string")]
    [InlineData("null", "application/json", 400, "null")]
    [InlineData("{\"description\":\"a\",\"description\":\"b\"}", "application/json", 400, "twice")]
    [InlineData("{\"description\":\"a\"} trailing", "application/json", 400, "JSON")]
    [InlineData("{\"description\":\"a\"}", "text/plain", 415, "application/json")]
    [InlineData("description=a", "application/x-www-form-urlencoded", 415, "application/json")]
    [InlineData("{\"description\":\"a\"}", "application/json; charset=utf-16", 415, "UTF-8")]
    public async Task A_body_that_is_no_json_object_is_a_problem_that_says_so(string body, string contentType, int status, string reason) =>
        (await _process.App().SubmitRawAsync(Encoding.UTF8.GetBytes(body), contentType)).IsProblem(status, reason: reason);

    [Fact]
    public async Task Bombs_and_broken_bytes_are_problems_that_say_so()
    {
        var app = _process.App();
        var deep = "{\"description\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50_000)) + "1" + new string('}', 50_001);
        (await app.SubmitRawAsync(Encoding.UTF8.GetBytes(deep))).IsProblem(413, reason: "256 KB");
        (await app.SubmitRawAsync(Encoding.UTF8.GetBytes("{\"description\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_001)))).IsProblem(400, reason: "JSON");
        (await app.SubmitRawAsync(Encoding.UTF8.GetBytes("{\"description\":" + new string('[', 5_000)))).IsProblem(400, reason: "JSON");
        (await app.SubmitRawAsync([.. "{\"description\":\""u8, 0xFF, 0xFE, .. "\"}"u8])).IsProblem(400, reason: "UTF-8");
        (await app.SubmitRawAsync([.. "{\"description\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8])).IsProblem(400, reason: "UTF-8");
        (await app.SubmitRawAsync(new byte[1_000])).IsProblem(400, reason: "JSON");
        (await app.SubmitRawAsync(Encoding.UTF8.GetBytes("{\"description\":\"\\ud800\"}"))).IsProblem(422, "description", "half of a character");
        (await app.SubmitRawAsync(Encoding.UTF8.GetBytes("{\"description\":\"a\",\"\\ud800\":1}"))).IsProblem(400, reason: "half of a character");
        (await app.SubmitRawAsync([.. Encoding.UTF8.Preamble, .. "{\"description\":\"With a mark before it.\"}"u8])).Is(202);
        Assert.True(_process.IsAlive);
        (await app.GetAsync("/readyz")).Is(200);
    }

    [Fact]
    public async Task Every_fault_of_a_complaint_is_told_at_once()
    {
        var answer = await _process.App().SubmitAsync(new
        {
            descripton = "misspelt",
            email = "nobody",
            phone = "12",
            contactPreference = "owl",
            language = "?",
            occurredAt = "yesterday",
            anonymous = "perhaps",
        });

        foreach (var field in (string[])["description", "descripton", "email", "phone", "contactPreference", "language", "occurredAt", "anonymous"])
            answer.IsProblem(422, field);
        answer.IsProblem(422, "descripton", "did you mean description");
        (await _process.App().SubmitAsync(new { description = "x", anonymous = true, email = Customers.Address() })).IsProblem(422, "email", "anonymous");
        (await _process.App().SubmitAsync(new { description = "x", occurredAt = "2999-01-01T00:00:00Z" })).IsProblem(422, "occurredAt", "future");
    }
}
