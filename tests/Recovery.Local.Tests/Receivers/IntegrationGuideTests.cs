using System.Text.RegularExpressions;

namespace Recovery.Local.Tests.Receivers;

public partial class IntegrationGuideTests
{
    [Fact]
    public void The_receivers_in_the_guide_are_the_files_that_are_run()
    {
        var guide = File.ReadAllText(Path.Combine(StartedReceiver.Folder, "integrate.md")).ReplaceLineEndings("\n");
        var files = Directory.GetFiles(StartedReceiver.Folder).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)).Select(f => File.ReadAllText(f).ReplaceLineEndings("\n"));
        Assert.Equal(files.Order(StringComparer.Ordinal), Shown().Matches(guide).Select(m => m.Groups["code"].Value).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^```[a-z]+\\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Shown();
}
