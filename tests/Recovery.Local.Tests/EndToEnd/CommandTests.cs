using System.Text.Json;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>Every command that staff have, over the API.</summary>
[Collection(BusyTests.Name)]
public sealed class CommandTests : EndToEndTest
{
    private readonly RecoveryProcess _process;
    private readonly Api _staff;

    public CommandTests(OfficeProcess office, ITestOutputHelper output)
        : base(output)
    {
        _process = Shares(office.Process);
        _staff = _process.Staff("maya-okafor");
    }

    [Fact]
    public async Task Every_command_does_what_it_says_and_answers_with_the_new_case()
    {
        var id = (await _process.App().ComplainAsync(new { description = "The stove exploded in my tent.", email = Customers.Address() })).CaseId;
        var version = (await _staff.UntilAsync(id, "acknowledged")).GetProperty("version").GetInt32();

        async Task<JsonElement> DoAsync(string command, object? body = null, Api? by = null)
        {
            var answer = (await (by ?? _staff).DoAsync(id, command, body)).Is(200);
            var after = answer["version"].GetInt32();
            Assert.True(after > version, $"{command} changed nothing.");
            Assert.Equal($"\"{after}\"", answer.ETag);
            version = after;
            return answer.Json;
        }

        Assert.Equal("tom-bellamy", (await DoAsync("assign", new { owner = "Tom Bellamy" })).Text("owner"));
        var noted = (await DoAsync("note", new { text = "Ask the maker." })).Last("noted");
        Assert.Equal("Ask the maker.", noted.Text("words"));
        Assert.False(noted.GetProperty("visibleToCustomer").GetBoolean());
        Assert.True((await DoAsync("message", new { text = "We are asking the maker." })).Last("message-written").GetProperty("visibleToCustomer").GetBoolean());
        var triaged = await DoAsync("triage", new { category = "product", severity = "low", reason = "Nobody was hurt." });
        Assert.Equal(("product", "low"), (triaged.GetProperty("triage").Text("category"), triaged.GetProperty("triage").Text("severity")));
        Assert.Equal("waiting", (await DoAsync("pause", new { reason = "Please send a picture." })).Status());
        Assert.Equal("open", (await DoAsync("resume")).Status());
        var offer = new { kind = "voucher", amount = 80, currency = "GBP", description = "A voucher." };
        Assert.Equal("team-lead", (await DoAsync("propose-remedy", offer)).GetProperty("remedy").Text("needsApprovalBy"));
        Assert.Equal("declined", (await DoAsync("decline-remedy", new { reason = "Too much." })).GetProperty("remedy").Text("status"));
        await DoAsync("propose-remedy", offer);
        Assert.Equal("approved", (await DoAsync("approve-remedy", by: _process.Staff("jonas-weber"))).GetProperty("remedy").Text("status"));
        Assert.True((await DoAsync("escalate", new { reason = "The maker does not answer." })).Level() >= 1);
        Assert.Equal("jonas-weber", (await DoAsync("take-escalation", by: _process.Staff("jonas-weber"))).GetProperty("escalation").Text("takenBy"));
        var until = DateTimeOffset.UtcNow.AddDays(40).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        (await _staff.DoAsync(id, "extend", new { until = DateTimeOffset.UtcNow.AddDays(80).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), reason = "Too long." })).IsProblem(422, "until", "cannot be extended");
        Assert.Contains((await DoAsync("extend", new { until, reason = "The laboratory needs longer." })).GetProperty("promises").EnumerateArray(), p => p.Text("kind") == "resolve" && p.Text("dueAt") == until);
        var resolved = await DoAsync("resolve", new { outcome = "partly-upheld", explanation = "A valve was faulty.", rootCause = "manufacturing-fault" });
        Assert.Equal("resolved", resolved.Status());
        Assert.Equal("voucher", resolved.GetProperty("resolution").GetProperty("remedy").Text("kind"));
        Assert.Contains("remedy-owed", resolved.GetProperty("marks").EnumerateArray().Select(m => m.GetString()));
        var given = await DoAsync("deliver-remedy");
        Assert.True(given.GetProperty("remedy").GetProperty("delivered").GetBoolean());
        Assert.DoesNotContain("remedy-owed", given.GetProperty("marks").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal("open", (await DoAsync("reopen", new { reason = "The voucher did not work." })).Status());
        var closed = await DoAsync("close", new { reason = "Withdrawn by telephone." });
        Assert.Equal(("closed", "staff"), (closed.Status(), closed.GetProperty("phase").Text("manner")));
        Assert.Equal("note", (await DoAsync("note", new { text = "note" })).Last("noted").Text("words"));
    }

    [Theory]
    [InlineData("assign", "{}", "owner", "missing")]
    [InlineData("assign", "{\"owner\":\"nobody\"}", "owner", "maya-okafor")]
    [InlineData("assign", "{\"owner\":5}", "owner", "string")]
    [InlineData("note", "{}", "text", "missing")]
    [InlineData("note", "{\"text\":\"  \"}", "text", "20,000")]
    [InlineData("note", "{\"text\":\"a\\u0000b\"}", "text", "U+0000")]
    [InlineData("message", "{}", "text", "missing")]
    [InlineData("message", "{\"txt\":\"a\"}", "txt", "did you mean text")]
    [InlineData("triage", "{\"severity\":\"low\"}", "reason", "missing")]
    [InlineData("triage", "{\"reason\":\"r\"}", "category", "Name a category")]
    [InlineData("triage", "{\"severity\":\"awful\",\"reason\":\"r\"}", "severity", "critical")]
    [InlineData("triage", "{\"category\":\"awful\",\"reason\":\"r\"}", "category", "delivery")]
    [InlineData("pause", "{}", "reason", "missing")]
    [InlineData("pause", "{\"reason\":\"r\",\"until\":\"soon\"}", "until", "RFC 3339")]
    [InlineData("pause", "{\"reason\":\"r\",\"until\":\"2000-01-01T00:00:00Z\"}", "until", "passed")]
    [InlineData("pause", "{\"reason\":\"r\",\"until\":\"2999-01-01T00:00:00Z\"}", "until", "No pause is longer")]
    [InlineData("resume", null, null, "not paused")]
    [InlineData("resume", "{\"reason\":\"r\"}", "reason", "nothing is expected")]
    [InlineData("propose-remedy", "{\"description\":\"d\"}", "kind", "missing")]
    [InlineData("propose-remedy", "{\"kind\":\"pony\",\"description\":\"d\"}", "kind", "voucher")]
    [InlineData("propose-remedy", "{\"kind\":\"refund\",\"amount\":\"lots\",\"description\":\"d\"}", "amount", "12.50")]
    [InlineData("propose-remedy", "{\"kind\":\"refund\",\"amount\":1e300,\"description\":\"d\"}", "amount", "amount")]
    [InlineData("propose-remedy", "{\"kind\":\"refund\",\"amount\":2000.01,\"currency\":\"GBP\",\"description\":\"d\"}", "amount", "2000.00")]
    [InlineData("propose-remedy", "{\"kind\":\"refund\",\"amount\":-1,\"currency\":\"GBP\",\"description\":\"d\"}", "amount", "more than 0")]
    [InlineData("propose-remedy", "{\"kind\":\"refund\",\"amount\":10,\"currency\":\"JPY\",\"description\":\"d\"}", "currency", "GBP or EUR")]
    [InlineData("propose-remedy", "{\"kind\":\"apology\"}", "description", "missing")]
    [InlineData("approve-remedy", null, null, "No remedy waits")]
    [InlineData("decline-remedy", "{\"reason\":\"r\"}", null, "no remedy to decline")]
    [InlineData("deliver-remedy", null, null, "No approved remedy waits")]
    [InlineData("escalate", "{}", "reason", "missing")]
    [InlineData("take-escalation", null, null, "not escalated")]
    [InlineData("extend", "{\"reason\":\"r\"}", "until", "missing")]
    [InlineData("extend", "{\"until\":\"2000-01-01T00:00:00Z\",\"reason\":\"r\"}", "until", "passed")]
    [InlineData("extend", "{\"until\":\"2999-01-01T00:00:00Z\",\"reason\":\"r\"}", "until", "at most ten years")]
    [InlineData("resolve", "{\"explanation\":\"e\",\"rootCause\":\"late-carrier\"}", "outcome", "upheld")]
    [InlineData("resolve", "{\"outcome\":\"won\",\"explanation\":\"e\",\"rootCause\":\"late-carrier\"}", "outcome", "not-upheld")]
    [InlineData("resolve", "{\"outcome\":\"upheld\",\"rootCause\":\"late-carrier\"}", "explanation", "customer understands")]
    [InlineData("resolve", "{\"outcome\":\"upheld\",\"explanation\":\"e\"}", "rootCause", "nothing is learnt")]
    [InlineData("resolve", "{\"outcome\":\"upheld\",\"explanation\":\"e\",\"rootCause\":\"fate\"}", "rootCause", "late-carrier")]
    [InlineData("resolve", "{\"outcome\":\"upheld\",\"explanation\":\"e\",\"rootCause\":\"late-carrier\",\"remedy\":\"money\"}", "remedy", "object")]
    [InlineData("resolve", "{\"outcome\":\"upheld\",\"explanation\":\"e\",\"rootCause\":\"late-carrier\",\"remedy\":{\"kind\":\"refund\",\"amount\":300,\"currency\":\"GBP\",\"description\":\"d\"}}", "remedy", "finance")]
    [InlineData("reopen", "{\"reason\":\"r\"}", null, "is open")]
    [InlineData("close", "{}", "reason", "missing")]
    public async Task A_command_that_cannot_be_is_refused_with_its_field_and_the_reason(string command, string? body, string? field, string reason)
    {
        var id = (await _process.App().ComplainAsync(new { description = "It rained." })).CaseId;
        var before = await _staff.CaseAsync(id);

        (await _staff.DoAsync(id, command, body)).IsProblem(422, field, reason);

        Assert.Equal(before.GetProperty("version").GetInt32(), (await _staff.CaseAsync(id)).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("pause", "{\"reason\":\"r\"}")]
    [InlineData("escalate", "{\"reason\":\"r\"}")]
    [InlineData("extend", "{\"until\":\"2999-01-01T00:00:00Z\",\"reason\":\"r\"}")]
    [InlineData("resolve", "{\"outcome\":\"upheld\",\"explanation\":\"e\",\"rootCause\":\"late-carrier\"}")]
    [InlineData("assign", "{\"owner\":\"tom-bellamy\"}")]
    [InlineData("triage", "{\"severity\":\"low\",\"reason\":\"r\"}")]
    [InlineData("propose-remedy", "{\"kind\":\"apology\",\"description\":\"d\"}")]
    [InlineData("close", "{\"reason\":\"r\"}")]
    public async Task A_closed_case_takes_nothing_that_would_change_it(string command, string body)
    {
        var id = (await _process.App().ComplainAsync(new { description = "It rained." })).CaseId;
        (await _staff.DoAsync(id, "close", new { reason = "A duplicate." })).Is(200);

        (await _staff.DoAsync(id, command, body)).IsProblem(422, reason: "closed");
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var id = (await _process.App().ComplainAsync(new { description = "It rained." })).CaseId;
        (await _staff.DoAsync(id, "forgive")).IsProblem(404, reason: "take-escalation");
        (await _staff.DoAsync("00000000000000000000000000", "note", new { text = "x" })).IsProblem(404);
        (await _staff.DoAsync("not-an-id", "note", new { text = "x" })).IsProblem(404);
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_is_answered_the_same_and_another_use_of_the_key_is_refused()
    {
        var id = (await _process.App().ComplainAsync(new { description = "It rained." })).CaseId;
        var key = Guid.NewGuid().ToString();

        var first = (await _staff.DoAsync(id, "note", new { text = "Once." }, key: key)).Is(200);
        var repeat = (await _staff.DoAsync(id, "note", new { text = "Once." }, key: key)).Is(200);
        (await _staff.DoAsync(id, "note", new { text = "Twice." }, key: key)).IsProblem(422, "Idempotency-Key", "used before");
        (await _staff.DoAsync(id, "message", new { text = "Once." }, key: key)).IsProblem(422, "Idempotency-Key", "used before");

        Assert.Equal(1, repeat.Json.Count("noted"));
        Assert.Equal(first["version"].GetInt32(), repeat["version"].GetInt32());
    }

    [Fact]
    public async Task Of_two_staff_at_once_one_wins_and_the_other_is_told_what_changed()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = (await _process.App().ComplainAsync(new { description = "It rained." })).CaseId;
            var seen = (await _staff.GetAsync($"/api/cases/{id}")).Is(200).ETag!;
            string[] staff = ["maya-okafor", "tom-bellamy"];

            var answers = await Task.WhenAll(staff.Select(s => _process.Staff(s).DoAsync(id, "message", new { text = $"Word of {s}." }, ifMatch: seen)));

            Assert.Single(answers, a => (int)a.Status == 200);
            var lost = Assert.Single(answers, a => (int)a.Status == 409).IsProblem(409);
            var winner = answers[0].Status is System.Net.HttpStatusCode.OK ? "Maya Okafor" : "Tom Bellamy";
            Assert.Contains(lost["changes"].EnumerateArray(), c => c.GetString()!.Contains(winner, StringComparison.Ordinal));
            var now = await _staff.CaseAsync(id);
            Assert.Equal(now.GetProperty("version").GetInt32(), lost["currentVersion"].GetInt32());
            Assert.Equal(2, now.Count("message-written")); // The acknowledgement, and one of the two.
            var loser = answers[0].Status is System.Net.HttpStatusCode.OK ? staff[1] : staff[0];
            (await _process.Staff(loser).DoAsync(id, "message", new { text = "And mine." }, ifMatch: $"\"{lost["currentVersion"]}\"")).Is(200);
        }
    }

    [Fact]
    public async Task An_etag_that_is_none_is_refused_and_that_a_mail_has_left_is_no_change()
    {
        var complaint = await _process.App().ComplainAsync(new { description = "It rained.", email = Customers.Address() });
        (await _staff.DoAsync(complaint.CaseId, "note", new { text = "x" }, ifMatch: "twelve")).IsProblem(422, "If-Match", "ETag");
        (await _staff.DoAsync(complaint.CaseId, "note", new { text = "x" }, ifMatch: "\"99999\"")).IsProblem(409);
        var received = (await _staff.CaseAsync(complaint.CaseId)).Timeline().First(e => e.Text("type") == "message-written").GetProperty("number").GetInt32();
        await _staff.UntilAsync(complaint.CaseId, "acknowledged");

        (await _staff.DoAsync(complaint.CaseId, "note", new { text = "x" }, ifMatch: $"\"{received}\"")).Is(200);
    }
}
