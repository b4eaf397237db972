using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using RecoveryFunctions.Operations;

namespace RecoveryFunctions.Tests.Infra;

/// <summary>Alerts and the workbook look for events by name; an operator finds each alert in the manual.</summary>
public partial class AlertTests
{
    private static readonly Dictionary<string, LoggerMessageAttribute> s_events = typeof(OperatorLog)
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
        .ToDictionary(e => e.EventName!, StringComparer.Ordinal);

    private static readonly List<(string Name, string Query)> s_rules =
        [.. Rule().Matches(Template.Read("infra/modules/alerts.bicep").Code).Select(m => (m.Groups["name"].Value, m.Groups["query"].Value))];

    [Fact]
    public void Every_event_that_is_looked_for_is_written_by_the_app()
    {
        Assert.NotEmpty(s_rules);
        var workbook = Workbook();
        foreach (var name in s_rules.SelectMany(r => Names(r.Query)).Concat(workbook.SelectMany(Names)))
            Assert.True(s_events.ContainsKey(name), $"No event is called {name}.");
    }

    [Fact]
    public void Whatever_the_app_tells_operators_reaches_them()
    {
        // The figures are for the workbook, and one failed effect is tried again: only many are an alert.
        var watched = s_rules.SelectMany(r => Names(r.Query)).ToHashSet();
        Assert.Equal(s_events.Keys.Except(["DailyFigures"]).Order(), watched.Order());
        Assert.Contains(Workbook(), q => Names(q).Contains("DailyFigures"));
    }

    [Fact]
    public void Where_the_name_is_lost_the_words_of_the_message_are_known_too()
    {
        foreach (var (rule, query) in s_rules)
        {
            foreach (var name in Names(query))
            {
                var words = Words().Matches(query).Select(m => (How: m.Groups["how"].Value, Text: m.Groups["text"].Value)).ToList();
                Assert.NotEmpty(words);
                Assert.All(words, w => Assert.True(
                    w.How == "has" ? s_events[name].Message.Contains(w.Text, StringComparison.Ordinal) : s_events[name].Message.StartsWith(w.Text, StringComparison.Ordinal),
                    $"{rule} looks for \"{w.Text}\", but {name} says \"{s_events[name].Message}\""));
            }
        }
    }

    [Fact]
    public void The_words_of_a_fault_are_those_that_the_site_logs()
    {
        const string Words = " failed, trace ";
        Assert.Contains(s_rules, r => r.Name == "server-errors" && r.Query.Contains($"Message contains \"{Words}\"", StringComparison.Ordinal));
        Assert.Contains($"}}{Words}{{", Template.Document("src/Recovery.Web/Http/Guard.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_property_that_the_workbook_reads_is_in_the_figures_line()
    {
        var read = Workbook().SelectMany(q => Property().Matches(q)).Select(m => m.Groups["name"].Value).Where(n => n != "EventName").ToHashSet();
        Assert.NotEmpty(read);
        Assert.All(read, p => Assert.Contains($"{{{p}}}", s_events["DailyFigures"].Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_alert_has_its_heading_in_the_manual_and_no_heading_is_left_over()
    {
        var manual = Template.Document("docs/operations.md");
        var headings = Heading().Matches(manual).Select(m => m.Groups["name"].Value);
        Assert.Equal(s_rules.Select(r => r.Name).Order(), headings.Order());
    }

    private static List<string> Workbook()
    {
        using var book = JsonDocument.Parse(Template.Document("infra/workbook.json"));
        return [.. book.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("content")).Where(c => c.TryGetProperty("query", out _)).Select(c => c.GetProperty("query").GetString()!)];
    }

    /// <summary>Names between quotes that a query compares with the event's.</summary>
    private static IEnumerable<string> Names(string query) =>
        Compared().Matches(query).SelectMany(m => Name().Matches(m.Groups["names"].Value)).Select(m => m.Groups["name"].Value);

    [GeneratedRegex(@"name: '(?<name>[a-z-]+)'\s+description: .*\s+severity: \d\s+threshold: \d+\s+window: 'PT\w+'\s+query: '(?<query>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Rule();

    [GeneratedRegex("EventName\\) (==|in) (?<names>\"\\w+\"|\\([^)]*\\))", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Compared();

    [GeneratedRegex("\"(?<name>\\w+)\"", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Name();

    [GeneratedRegex("Message (?<how>startswith|has) \"(?<text>[^\"]+)\"", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\bProperties\.(?<name>\w+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Property();

    [GeneratedRegex("^### Alert: (?<name>[a-z-]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Heading();
}
