using Microsoft.Data.Sqlite;
using Recovery.Policy;
using Xunit.Abstractions;

namespace Recovery.Local.Tests.EndToEnd;

/// <summary>The program refuses to start, and touches nothing; and the commands beside the server.</summary>
[Collection(BusyTests.Name)]
public sealed class StartTests(ITestOutputHelper output) : EndToEndTest(output), IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-e2e-start-");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task An_invalid_policy_is_refused_with_each_fault_and_the_old_data_is_untouched()
    {
        var process = await StartAsync();
        await process.App().ComplainAsync(new { description = "Before the policy broke." });
        await process.KillAsync();
        var before = Content(process.DataDirectory);
        var policy = Path.Combine(_directory.FullName, "policy.json");
        await File.WriteAllTextAsync(policy, PolicyLoader.Pack("seconds")!
            .Replace("\"level\": 2", "\"level\": 7", StringComparison.Ordinal).Replace("\"calendar\": \"always\"", "\"calendar\": \"never\"", StringComparison.Ordinal));

        var ran = await BuiltProgram.RunAsync(_directory.FullName, $"--Recovery:Policy={policy}", $"--Recovery:DataDirectory={process.DataDirectory}", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("$.escalation.ladder[1]", ran.Error, StringComparison.Ordinal);
        Assert.Contains("$.calendar: ", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
        Assert.Equal(before, Content(process.DataDirectory));
        await process.RestartAsync();
        Assert.Single(await process.Staff().AllCasesAsync());
    }

    [Theory]
    [InlineData("--Recovery:Policy=./nowhere.json", "nowhere.json")]
    [InlineData("--Recovery:ClockSpeed=-3", "Recovery:ClockSpeed")]
    [InlineData("--Recovery:Limits:FormPosts=many", "Recovery:Limits:FormPosts")]
    [InlineData("--Recovery:Polcy=default", "Recovery:Polcy")]
    public async Task A_wrong_setting_is_refused_and_no_data_directory_is_made(string setting, string told)
    {
        var ran = await BuiltProgram.RunAsync(_directory.FullName, setting, $"--Recovery:DataDirectory={Data}", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(told, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_directory_is_refused_and_the_first_serves_on()
    {
        var first = await StartAsync();

        var ran = await BuiltProgram.RunAsync(_directory.FullName, $"--Recovery:DataDirectory={first.DataDirectory}", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("Another process is using the data directory", ran.Error, StringComparison.Ordinal);
        await first.App().ComplainAsync(new { description = "Still there?" });
    }

    [Fact]
    public async Task A_taken_address_is_told_in_a_sentence()
    {
        var first = await StartAsync();

        var ran = await BuiltProgram.RunAsync(_directory.FullName, $"--Recovery:DataDirectory={Data}", "--urls", first.Site.GetLeftPart(UriPartial.Authority));

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("--urls", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        var process = await StartAsync();
        await process.KillAsync();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(process.DataDirectory, "recovery.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        var ran = await BuiltProgram.RunAsync(_directory.FullName, $"--Recovery:DataDirectory={process.DataDirectory}", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("999", ran.Error, StringComparison.Ordinal);
        Assert.Contains("newer", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demonstration_fills_ninety_days_and_is_not_added_to_what_is_there()
    {
        var process = await StartAsync("--demo");
        Assert.Contains(process.Said, l => l.StartsWith("Filled with 250 cases", StringComparison.Ordinal));
        var staff = process.Staff();
        var cases = await staff.AllCasesAsync();
        Assert.Equal(250, cases.Count);
        Assert.Superset(new HashSet<string> { "open", "resolved", "following-up", "closed" }, cases.Select(c => c.Status()).ToHashSet());
        Assert.Contains(cases, c => c.GetProperty("overdue").GetBoolean());
        Assert.Contains(cases, c => c.TryGetProperty("escalation", out _));
        Assert.True((await staff.GetAsync("/api/reports/summary")).Is(200)["closed"].GetInt32() > 50);

        await process.KillAsync();
        await process.RestartAsync();
        Assert.Contains(process.Said, l => l.StartsWith("There are cases in this data directory already", StringComparison.Ordinal));
        Assert.Equal(250, (await process.Staff().AllCasesAsync()).Count);

    }

    [Fact]
    public async Task Help_names_the_commands_and_the_settings()
    {
        var ran = await BuiltProgram.RunAsync(_directory.FullName, "--help");

        Assert.Equal(0, ran.ExitCode);
        foreach (var word in (string[])["Recovery:DataDirectory", "Recovery:Policy", "Recovery:ClockSpeed", "--demo", "--urls", "policy", "simulate", "sign-in"])
            Assert.Contains(word, ran.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await BuiltProgram.RunAsync(_directory.FullName, "complain")).ExitCode);
    }

    [Fact]
    public async Task A_policy_is_begun_checked_and_explained_on_the_command_line()
    {
        var begun = await BuiltProgram.RunAsync(_directory.FullName, "policy", "init", "mine");
        Assert.Equal(0, begun.ExitCode);
        Assert.True(File.Exists(Path.Combine(_directory.FullName, "mine", "policy.schema.json")));
        Assert.Equal(1, (await BuiltProgram.RunAsync(_directory.FullName, "policy", "init", "mine")).ExitCode);

        var file = Path.Combine("mine", "policy.json");
        var check = await BuiltProgram.RunAsync(_directory.FullName, "policy", "check", file);
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
        Assert.Contains("is sound", check.Output, StringComparison.Ordinal);

        var explained = await BuiltProgram.RunAsync(_directory.FullName, "policy", "explain", file, "--at", "2026-11-27T16:30:00Z", "--severity", "high");
        Assert.Equal(0, explained.ExitCode);
        Assert.Contains("severity high", explained.Output, StringComparison.Ordinal);
        foreach (var rule in (string[])["rule promises.acknowledge.within", "rule promises.update.bySeverity.high", "rule promises.resolve.bySeverity.high", "rule promises.statutory.within"])
            Assert.Contains(rule, explained.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await BuiltProgram.RunAsync(_directory.FullName, "policy", "explain", file, "--at", "tomorrow")).ExitCode);

        var path = Path.Combine(_directory.FullName, file);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"defaultCategory\": \"other\"", "\"defaultCategory\": \"oter\"", StringComparison.Ordinal));
        var faulty = await BuiltProgram.RunAsync(_directory.FullName, "policy", "check", file);
        Assert.Equal(1, faulty.ExitCode);
        Assert.Contains("$.triage.defaultCategory", faulty.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ignored", "Escalated")]
    [InlineData("diligent", "Closed")]
    [InlineData("slow", "missed")]
    [InlineData("disputed", "Reopened")]
    public async Task A_case_is_simulated_to_its_end(string scenario, string told)
    {
        var ran = await BuiltProgram.RunAsync(_directory.FullName, "simulate", "default", "--scenario", scenario);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Contains(told, ran.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public async Task A_fresh_sign_in_link_can_be_had_while_the_server_runs()
    {
        var process = await StartAsync();
        var ran = await BuiltProgram.RunAsync(_directory.FullName, "sign-in", $"--Recovery:DataDirectory={process.DataDirectory}");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        using var staff = process.Visitor();
        Assert.Equal("/console", (await staff.SignInAsync(ran.Output.Trim(), name: "Night Shift")).Is(200).Address.AbsolutePath);
        Assert.Equal(1, (await BuiltProgram.RunAsync(_directory.FullName, "sign-in", $"--Recovery:DataDirectory={Data}")).ExitCode);
    }

    private static List<string> Content(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetRelativePath(directory, f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}"),
    ];
}
