using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Recovery.Intake;

namespace Recovery.Local.Tests.Web;

public class ImportTests
{
    private const string List = "id,description,email\n1,The tent is torn.,ana@example.org\n2,The stove leaks.,nobody\n3,=cmd|calc,ben@example.org\n";

    [Fact]
    public async Task A_dry_run_tells_what_would_be_opened_and_opens_nothing()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        var told = await JsonAsync(await staff.PostAsync("/api/imports?dryRun=true", Csv(List)), 200);
        Assert.Equal((3, 2, 0), (told.GetProperty("rows").GetInt32(), told.GetProperty("wouldOpen").GetInt32(), told.GetProperty("known").GetInt32()));
        var refused = Assert.Single(told.GetProperty("refused").EnumerateArray());
        Assert.Equal((2, "email"), (refused.GetProperty("row").GetInt32(), refused.GetProperty("field").GetString()));
        Assert.Empty(await site.Get<IIntakeJobs>().ListAsync(10, default));
    }

    [Fact]
    public async Task A_list_is_opened_once_however_often_it_is_sent()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        var first = await JsonAsync(await staff.PostAsync("/api/imports", Csv(List)), 202);
        var again = await JsonAsync(await staff.PostAsync("/api/imports", Csv(List)), 202);
        Assert.Equal(first.GetProperty("importId").GetString(), again.GetProperty("importId").GetString());
        var url = first.GetProperty("url").GetString()!;
        Assert.False((await JsonAsync(await staff.GetAsync(url), 200)).GetProperty("done").GetBoolean());
        await RunAsync(site);
        using var anew = new HttpRequestMessage(HttpMethod.Post, "/api/imports") { Content = Csv(List) };
        anew.Headers.Add("Idempotency-Key", "once more");
        var third = await JsonAsync(await staff.SendAsync(anew), 202);
        Assert.NotEqual(url, third.GetProperty("url").GetString());
        await RunAsync(site);

        foreach (var address in (string[])[url, third.GetProperty("url").GetString()!])
        {
            var done = await JsonAsync(await staff.GetAsync(address), 200);
            Assert.True(done.GetProperty("done").GetBoolean());
            Assert.Equal((2, 1, 0), (done.GetProperty("opened").GetInt32(), done.GetProperty("refusedRows").GetInt32(), done.GetProperty("waiting").GetInt32()));
        }

        var cases = await JsonAsync(await staff.GetAsync("/api/cases"), 200);
        Assert.Equal(2, cases.GetProperty("cases").GetArrayLength());
    }

    [Fact]
    public async Task The_report_of_what_was_refused_starts_no_formula_in_a_spreadsheet()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        var odd = "description,email\nGood.,\n,=HYPERLINK(\"x\")\n";
        var url = (await JsonAsync(await staff.PostAsync("/api/imports", Csv(odd)), 202)).GetProperty("url").GetString()!;
        using var answer = await staff.GetAsync(url + "?format=csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("row,field,reason", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, l => Assert.DoesNotContain("=", l, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/csv", "name\nAna\n", 422, "description")]
    [InlineData("text/csv", "description\n", 422, "no row")]
    [InlineData("application/json", "{}", 415, "text/csv")]
    public async Task What_is_no_list_gets_a_clear_answer(string type, string body, int status, string reason)
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await staff.PostAsync("/api/imports", content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_beyond_twenty_megabytes_is_not_read()
    {
        await using var site = await Site.StartAsync();
        using var staff = site.Staff();
        using var content = new ByteArrayContent(new byte[20 * 1024 * 1024 + 1]);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await staff.PostAsync("/api/imports", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task In_the_console_a_list_is_looked_at_then_imported_by_a_second_button()
    {
        await using var site = await Site.StartAsync();
        using var maya = await ConsoleTests.MayaAsync(site);
        using (var looked = await maya.UploadAsync(await maya.PageAsync("/console/import"), "/console/import", "file", "week 47.csv", List, ("step", "check")))
            Assert.Equal("/console/import", looked.Headers.Location!.ToString());
        Assert.Empty(await site.Get<IIntakeJobs>().ListAsync(10, default));
        var page = await maya.PageAsync("/console/import");
        var text = Browser.Text(page);
        Assert.Contains("week 47.csv", text, StringComparison.Ordinal);
        Assert.Contains("is not an email address", text, StringComparison.Ordinal);

        string? started = null;
        for (var click = 0; click < 2; click++)
        {
            using var run = await maya.UploadAsync(page, "/console/import", null, "", "", ("step", "run"));
            started ??= run.Headers.Location!.ToString();
            Assert.Equal(started, run.Headers.Location!.ToString());
        }

        Assert.Contains("http-equiv=\"refresh\"", await maya.PageAsync(started!), StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv=\"refresh\"", await maya.PageAsync(started + "?refresh=off"), StringComparison.Ordinal);
        await RunAsync(site);
        var done = await maya.PageAsync(started!);
        Assert.DoesNotContain("http-equiv=\"refresh\"", done, StringComparison.Ordinal);
        Assert.Contains("2 of 3 rows are cases now, 1 was refused.", Browser.Text(done), StringComparison.Ordinal);
        Assert.DoesNotContain("week 47.csv</bdi>", await maya.PageAsync("/console/import"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_not_wanted_after_all_is_deleted()
    {
        await using var site = await Site.StartAsync();
        using var maya = await ConsoleTests.MayaAsync(site);
        (await maya.UploadAsync(await maya.PageAsync("/console/import"), "/console/import", "file", "a.csv", List, ("step", "check"))).Dispose();
        Assert.NotEmpty(site.Get<Contracts.MemoryKeptFiles>().Kept);
        (await maya.UploadAsync(await maya.PageAsync("/console/import"), "/console/import", null, "", "", ("step", "discard"))).Dispose();
        Assert.Empty(site.Get<Contracts.MemoryKeptFiles>().Kept);
    }

    internal static async Task RunAsync(Site site)
    {
        foreach (var job in await site.Get<IIntakeJobs>().ListAsync(10, default))
            await site.Get<IntakeJobRunner>().RunAsync(job.Id, 0, 1_000, default);
    }

    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {body}");
            return JsonElement.Parse(body);
        }
    }

    private static StringContent Csv(string list) => new(list, Encoding.UTF8, "text/csv");
}
