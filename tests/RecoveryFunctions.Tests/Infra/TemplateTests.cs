using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using RecoveryFunctions.Hosting;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Tests.Infra;

public partial class TemplateTests
{
    public static TheoryData<string> Files => [.. Template.All().Select(f => Path.GetRelativePath(Template.Root, f.Path))];

    [Fact]
    public void The_deployment_makes_just_the_tables_that_the_code_uses()
    {
        var used = new RecoveryTables(new TableServiceClient(new Uri("https://st.table.core.windows.net"), new TableSharedKeyCredential("st", ""))).All.Select(t => t.Name);
        Assert.Equal(used.Order(), Template.Read("infra/modules/storage.bicep").List("tableNames").Order());
    }

    [Fact]
    public void The_deployment_makes_each_queue_and_the_one_for_what_failed_in_it()
    {
        var used = QueueNames.All.SelectMany(q => new[] { q, q + QueueNames.Poison });
        var storage = Template.Read("infra/modules/storage.bicep");
        Assert.Equal(used.Order(), storage.List("queueNames").Order());
        Assert.Contains($"var mailReportsQueueName = '{QueueNames.MailReports}'", storage.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_that_is_deployed_is_one_that_the_app_reads()
    {
        var deployed = Setting().Matches(Template.Read("infra/modules/app.bicep").Code).Select(m => m.Groups["name"].Value).ToList();
        Assert.Contains("Recovery__Mail__From", deployed);
        foreach (var name in deployed)
        {
            var type = typeof(FunctionsSettings);
            foreach (var part in name.Split("__").Skip(1))
            {
                var property = type.GetProperty(part);
                Assert.True(property is not null, $"{type.Name} has no {part}, for {name}.");
                type = property.PropertyType;
            }
        }
    }

    [Theory]
    [InlineData("AzureWebJobsStorage__blobServiceUri")]
    [InlineData("AzureWebJobsStorage__queueServiceUri")]
    [InlineData("AzureWebJobsStorage__tableServiceUri")]
    [InlineData("AzureWebJobsStorage__credential")]
    [InlineData("AzureWebJobsStorage__clientId")]
    [InlineData("AzureWebJobsDisableHomepage")]
    [InlineData("AZURE_CLIENT_ID")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")]
    public void What_the_host_needs_is_deployed(string setting) =>
        Assert.Contains($"    {setting}: ", Template.Read("infra/modules/app.bicep").Code, StringComparison.Ordinal);

    /// <summary>The path of a status page opens it, and the host's traces would take it to Application Insights.</summary>
    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "microsoft.fixed_percentage")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "0")]
    [InlineData("AzureMonitorExporter__EnableTraceBasedLogsSampler", "false")]
    [InlineData("AzureMonitorExporter__EnableLiveMetrics", "false")]
    public void No_trace_of_a_request_leaves_the_host_and_every_log_entry_does(string setting, string value) =>
        Assert.Contains($"    {setting}: '{value}'", Template.Read("infra/modules/app.bicep").Code, StringComparison.Ordinal);

    [Theory]
    [InlineData("FUNCTIONS_WORKER_RUNTIME")]
    [InlineData("FUNCTIONS_EXTENSION_VERSION")]
    [InlineData("WEBSITE_RUN_FROM_PACKAGE")]
    [InlineData("WEBSITE_CONTENT")]
    [InlineData("linuxFxVersion")]
    [InlineData("alwaysOn")]
    [InlineData("Recovery__StaffToken")]
    [InlineData("Recovery__Mail__ConnectionString")]
    public void What_the_plan_or_the_app_refuses_is_not_deployed(string setting) =>
        Assert.DoesNotContain(setting, Template.Read("infra/modules/app.bicep").Code, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public void No_key_is_read_or_passed_on(string file)
    {
        var code = Template.Read(file).Code;
        foreach (var word in (string[])["listKeys", "listAccountSas", "listServiceSas", "AccountKey", "SharedAccessKey", "primaryKey", "primarySharedKey", "primaryConnectionString", "clientSecretCertificate", "@secure"])
            Assert.DoesNotContain(word, code, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Keys_are_off_where_they_can_be_turned_off()
    {
        var storage = Template.Read("infra/modules/storage.bicep").Code;
        Assert.Contains("allowSharedKeyAccess: false", storage, StringComparison.Ordinal);
        Assert.Contains("defaultToOAuthAuthentication: true", storage, StringComparison.Ordinal);
        Assert.Contains("allowBlobPublicAccess: false", storage, StringComparison.Ordinal);
        Assert.Contains("minimumTlsVersion: 'TLS1_2'", storage, StringComparison.Ordinal);
        var monitoring = Template.Read("infra/modules/monitoring.bicep").Code;
        Assert.Contains("DisableLocalAuth: true", monitoring, StringComparison.Ordinal);
        Assert.Contains("disableLocalAuth: true", monitoring, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Template.Read("infra/modules/app.bicep").Code, "allow: false", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Brackets_and_quotes_are_balanced(string file)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var number = 0;
        foreach (var line in Template.Read(file).Code.Split('\n'))
        {
            number++;
            var bare = Template.Outside(line).Replace("''", "", StringComparison.Ordinal);
            Assert.False(bare.Contains('\''), $"{file}:{number}: a quote is left open.");
            foreach (var c in bare)
            {
                if (c is '{' or '[' or '(')
                    open.Push((c, number));
                else if (c is '}' or ']' or ')')
                    Assert.True(open.TryPop(out var begun) && (begun.Bracket, c) is ('{', '}') or ('[', ']') or ('(', ')'), $"{file}:{number}: {c} closes nothing.");
            }
        }

        Assert.True(open.Count == 0, $"{file}: what line {open.FirstOrDefault().Line} opens is not closed.");
    }

    [Fact]
    public void Every_module_exists_and_is_given_just_what_it_takes()
    {
        var called = Template.Main.Modules().ToList();
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Template.Root, "infra/modules")).Select(Path.GetFileName).Order(),
            called.Select(m => Path.GetFileName(m.File)).Order());
        foreach (var (symbol, file, passed) in called)
        {
            var takes = Template.Read($"infra/{file}").Parameters();
            Assert.Empty(passed.Except(takes.Keys).Select(p => $"{symbol}: {p} is not taken"));
            Assert.Empty(takes.Where(t => !t.Value).Select(t => t.Key).Except(passed).Select(p => $"{symbol}: {p} is not given"));
        }
    }

    [Fact]
    public void Every_output_that_is_used_is_given_away()
    {
        var main = Template.Main;
        var files = main.Modules().ToDictionary(m => m.Symbol, m => Template.Read($"infra/{m.File}").Outputs(), StringComparer.Ordinal);
        var used = UsedOutput().Matches(main.Code).Select(m => (Module: m.Groups["module"].Value, Output: m.Groups["output"].Value)).Distinct().ToList();
        Assert.NotEmpty(used);
        foreach (var (module, output) in used)
            Assert.True(files[module].Contains(output), $"{module} does not give {output}.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_parameter_or_variable_is_left_over(string file)
    {
        var code = Template.Read(file).Code;
        foreach (var name in Declared().Matches(code).Select(m => m.Groups["name"].Value))
            Assert.True(Regex.Count(code, $@"\b{name}\b", RegexOptions.None, TimeSpan.FromSeconds(5)) > 1, $"{file}: {name} is not used.");
    }

    [Fact]
    public void Only_the_name_and_the_region_are_asked_for()
    {
        Assert.StartsWith("targetScope = 'subscription'", Template.Main.Code, StringComparison.Ordinal);
        Assert.Equal(["environmentName", "location"], Template.Main.Parameters().Where(p => !p.Value).Select(p => p.Key));
        using var given = JsonDocument.Parse(Template.Document("infra/main.parameters.json"));
        var parameters = given.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetProperty("value").GetString()!);
        Assert.Equal(Template.Main.Parameters().Keys.Order(), parameters.Keys.Order());
        Assert.Equal("${AZURE_ENV_NAME}", parameters["environmentName"]);
        Assert.Equal("${AZURE_LOCATION}", parameters["location"]);
        // Without a default after the equals sign, azd would ask.
        Assert.All(parameters.Where(p => p.Key is not ("environmentName" or "location")), p => Assert.Matches(@"^\$\{RECOVERY_[A-Z_]+=[^}]*\}$", p.Value));
    }

    [Fact]
    public void No_output_takes_the_place_of_what_an_operator_set()
    {
        var set = Regex.Matches(Template.Document("infra/main.parameters.json"), @"\$\{(?<name>[A-Z_]+)=", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.Empty(set.Select(m => m.Groups["name"].Value).Intersect(Template.Main.Outputs()));
    }

    [Fact]
    public void Azd_finds_the_app_by_its_tag()
    {
        Assert.Contains("'azd-env-name': environmentName", Template.Main.Code, StringComparison.Ordinal);
        Assert.Contains("'azd-service-name': 'app'", Template.Read("infra/modules/app.bicep").Code, StringComparison.Ordinal);
        var azure = Template.Document("azure.yaml");
        Assert.Contains("\n  app:\n", azure, StringComparison.Ordinal);
        var project = Regex.Match(azure, @"project: (?<folder>\S+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["folder"].Value;
        Assert.True(File.Exists(Path.Combine(Template.Root, project, "RecoveryFunctions.csproj")));
    }

    [GeneratedRegex(@"\b(?<name>Recovery__\w+):", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\b(?<module>\w+)\.outputs\.(?<output>\w+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex UsedOutput();

    [GeneratedRegex(@"^(param|var) (?<name>\w+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Declared();
}
