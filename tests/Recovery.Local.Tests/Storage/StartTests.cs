using Recovery.Local.CommandLine;
using Recovery.Local.Hosting;
using Recovery.Policy;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Storage;

/// <summary>What the program does before it serves anybody.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("recovery-start-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task An_invalid_policy_is_refused_with_every_fault_and_no_data_is_touched()
    {
        var policy = PathOf("policy.json");
        await File.WriteAllTextAsync(policy, PolicyLoader.Pack("default")!.Replace("\"level\": 2", "\"level\": 7", StringComparison.Ordinal));

        var (code, error) = await Run($"--Recovery:Policy={policy}", $"--Recovery:DataDirectory={PathOf("data")}");

        Assert.Equal(1, code);
        Assert.Contains("$.escalation.ladder[1]", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("data")));
    }

    [Theory]
    [InlineData("--Recovery:ClockSpeed=0", "Recovery:ClockSpeed")]
    [InlineData("--Recovery:ClockSpeed=fast", "Recovery:ClockSpeed")]
    [InlineData("--Recovery:PublicUrl=ftp://x", "Recovery:PublicUrl")]
    [InlineData("--Recovery:StaffToken= ", "Recovery:StaffToken")]
    [InlineData("--Recovery:Smtp:Port=0", "Recovery:Smtp:Port")]
    [InlineData("--Recovery:Mail:From=nobody", "Recovery:Mail:From")]
    [InlineData("--Recovery:Mail:ReplyTo=much-too-long-for-a-token@x.example", "Recovery:Mail:ReplyTo")]
    [InlineData("--Recovery:Polcy=default", "Recovery:Polcy")]
    [InlineData("--Recovery:Webhooks:RetentionDays=29", "Recovery:Webhooks:RetentionDays")]
    [InlineData("--Recovery:Webhooks:PerEndpoint=0", "Recovery:Webhooks:PerEndpoint")]
    [InlineData("--Recovery:Webhooks:Ports=http", "Recovery:Webhooks:Ports")]
    [InlineData("--Recovery:Webhooks:Retention=40", "Recovery:Webhooks:Retention")]
    public async Task A_wrong_setting_is_refused_by_its_name(string setting, string key)
    {
        var (code, error) = await Run(setting, $"--Recovery:DataDirectory={PathOf("data")}");

        Assert.Equal(1, code);
        Assert.Contains(key, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("data")));
    }

    [Theory]
    [InlineData(null, IntakeOpenness.ThisMachine)]
    [InlineData("http://localhost:8080", IntakeOpenness.ThisMachine)]
    [InlineData("https://care.example.org", IntakeOpenness.Nobody)]
    public void Behind_a_public_address_a_proxy_that_says_nothing_is_not_taken_for_a_program_of_this_machine(string? site, IntakeOpenness openTo) =>
        Assert.Equal(openTo, new RecoveryOptions { PublicUrl = site is null ? null : new Uri(site) }.OpenTo);

    [Fact]
    public async Task A_command_line_that_is_not_understood_is_a_fault_of_usage()
    {
        Assert.Equal(2, (await Run("polcy", "check")).Code);
        Assert.Equal(2, (await Run("simulate", "default", "--scenario", "lucky")).Code);
    }

    [Fact]
    public void Keys_and_tokens_are_readable_by_their_owner_alone_and_stay_the_same()
    {
        string first;
        using (var data = DataDirectory.Open(PathOf("data")))
        {
            first = data.StaffToken();
            data.CaseTokens();
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.Keys.FullName));
                foreach (var file in new[] { data.StaffTokenFile, Path.Combine(data.Keys.FullName, "case-tokens") })
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        using var again = DataDirectory.Open(PathOf("data"));
        Assert.Equal(first, again.StaffToken());
    }

    [Fact]
    public void A_new_key_above_the_old_one_signs_and_the_old_links_still_open()
    {
        using var data = DataDirectory.Open(PathOf("data"));
        var id = Recovery.Cases.CaseId.From("start", "1");
        var old = data.CaseTokens().Status(id);
        var file = Path.Combine(data.Keys.FullName, "case-tokens");
        File.WriteAllText(file, $"# since today\n{new string('a', 64)}\n{File.ReadAllText(file)}");

        var tokens = data.CaseTokens();

        Assert.NotEqual(old, tokens.Status(id));
        Assert.True(tokens.TryStatus(old, out var opened));
        Assert.Equal(id, opened);
    }

    [Fact]
    public void A_key_that_is_none_is_refused_with_its_line()
    {
        using var data = DataDirectory.Open(PathOf("data"));
        data.CaseTokens();
        File.AppendAllText(Path.Combine(data.Keys.FullName, "case-tokens"), "not a key\n");

        Assert.Contains("line 2", Assert.Throws<UnusableDataDirectoryException>(() => data.CaseTokens()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_directory_has_one_process_at_a_time()
    {
        using var data = DataDirectory.Open(PathOf("data"));

        var refused = Assert.Throws<UnusableDataDirectoryException>(() => DataDirectory.Open(PathOf("data")));

        Assert.Contains("Another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_that_is_sped_up_passes_so_many_times_as_fast_from_its_anchor_on()
    {
        var real = new SetTime();
        var anchor = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var time = new SpedUpTimeProvider(real, anchor, 3600);

        Assert.Equal(anchor, time.GetUtcNow());
        real.Passed = TimeSpan.FromSeconds(2);
        Assert.Equal(anchor.AddHours(2), time.GetUtcNow());
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private static async Task<(int Code, string Error)> Run(params string[] args)
    {
        using var error = new StringWriter();
        var code = await RecoveryProgram.RunAsync(args, TextWriter.Null, error);
        return (code, error.ToString());
    }

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
