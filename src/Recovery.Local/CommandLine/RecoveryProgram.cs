using System.CommandLine;
using System.Text.RegularExpressions;
using Recovery.Local.Hosting;

namespace Recovery.Local.CommandLine;

/// <summary>The command line of the embedded program: the server, and tools for authors of policies.</summary>
public static partial class RecoveryProgram
{
    private const string About =
        """
        RecoveryFunctions: a complaint pipeline that owes the customer an answer.

        Without a command it runs the server. Settings come from appsettings.json, from the environment
        (Recovery__DataDirectory=...) and from the command line (--Recovery:DataDirectory=...), the last of them first.

        Settings:
          Recovery:DataDirectory   database, keys and outbox; default ./recovery-data
          Recovery:Policy          a file, or a shipped policy's name; default "default"
          Recovery:PublicUrl       where customers reach the site, for links in mail
          Recovery:StaffToken      the staff's API token; made and kept in the data directory if absent
          Recovery:ClockSpeed      3600 lets an hour pass each second, for trying things out
          Recovery:TrustProxy      believe X-Forwarded-For and X-Forwarded-Proto
          Recovery:Mail:From, Recovery:Mail:ReplyTo
          Recovery:Smtp:Host, Port, User, Password, EnableTls; without a host, mail goes to <DataDirectory>/outbox

        Examples:
          recovery --demo
          recovery --urls http://0.0.0.0:8080 --Recovery:Policy=./policy.json
          recovery policy init ./my-policy
          recovery policy check ./my-policy/policy.json
          recovery policy explain default --at 2026-11-27T16:30:00Z --severity high
          recovery simulate default --scenario ignored
          recovery triage evaluate default docs/triage/complaints.jsonl
        """;

    /// <returns>0 done, 1 something given is at fault, 2 the command line was not understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var (rest, settings) = Split(args);
        var result = Root(settings, output, error).Parse(rest);
        if (result.Errors.Count > 0)
        {
            foreach (var fault in result.Errors)
                await error.WriteLineAsync(fault.Message);
            await error.WriteLineAsync("See --help.");
            return ExitCodes.Usage;
        }

        return await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }

    private static RootCommand Root(string[] settings, TextWriter output, TextWriter error)
    {
        var demo = new Option<bool>("--demo") { Description = "Fill an empty database with 90 days of cases first." };
        var urls = new Option<string?>("--urls")
        {
            Description = $"Addresses to listen on, parted by semicolons. Default {Server.DefaultUrls}.",
            HelpName = "URLS",
        };
        var root = new RootCommand(About) { demo, urls, PolicyCommands.Create(output, error), SimulateCommand.Create(output, error), TriageCommand.Create(output, error), SignInCommand.Create(settings, output, error) };
        root.SetAction((parsed, cancel) =>
            Server.RunAsync(new ServerArguments(parsed.GetValue(demo), parsed.GetValue(urls), settings), output, error, cancel));
        return root;
    }

    /// <summary>Takes out what is for the configuration: <c>--Section:Key=value</c> or <c>--Section:Key value</c>.</summary>
    private static (string[] Words, string[] Settings) Split(IReadOnlyList<string> args)
    {
        var rest = new List<string>();
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!Setting().IsMatch(args[i]))
            {
                rest.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
                settings.Add(args[++i]);
        }

        return ([.. rest], [.. settings]);
    }

    [GeneratedRegex("^--[A-Za-z]+:[A-Za-z0-9:._]+(=.*)?$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
