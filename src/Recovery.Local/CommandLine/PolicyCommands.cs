using System.CommandLine;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Recovery.Cases;
using Recovery.Clocks;
using Recovery.Complaints;
using Recovery.Local.Hosting;
using Recovery.Local.Simulation;
using Recovery.Policy;

namespace Recovery.Local.CommandLine;

/// <summary>For authors of policies: <c>policy check</c>, <c>policy explain</c>, <c>policy init</c>.</summary>
internal static class PolicyCommands
{
    public static Command Create(TextWriter output, TextWriter error) => new("policy", "Check, explain or begin a recovery policy.")
    {
        Check(output, error),
        Explain(output, error),
        Init(output, error),
    };

    /// <summary>Runs what needs a policy, telling each of its faults on the error stream.</summary>
    public static int With(string fileOrPack, TextWriter error, Func<RecoveryPolicy, int> work)
    {
        try
        {
            return work(PolicyFile.Load(fileOrPack));
        }
        catch (UnusablePolicyException faulty)
        {
            error.WriteLine(faulty.Message);
            return ExitCodes.Faults;
        }
    }

    public static Argument<string> File() => new("FILE") { Description = "A policy file, or the name of a shipped policy such as default." };

    private static Command Check(TextWriter output, TextWriter error)
    {
        var file = File();
        var command = new Command("check", "Say every fault of a policy, one a line, or that it is sound.") { file };
        command.SetAction(parsed => With(parsed.GetRequiredValue(file), error, policy =>
        {
            output.WriteLine($"{policy.Id} is sound.");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Explain(TextWriter output, TextWriter error)
    {
        var file = File();
        var at = new Option<string>("--at") { Description = "When the complaint comes in, as in 2026-11-27T16:30:00Z.", Required = true, HelpName = "INSTANT" };
        var severity = new Option<string?>("--severity") { Description = "One of the policy's severities. Default: as the policy judges a plain complaint.", HelpName = "S" };
        var command = new Command("explain", "Print every deadline of a case opened then, with its rule, its reminder and who is told when it slips.") { file, at, severity };
        command.SetAction(parsed => With(parsed.GetRequiredValue(file), error, policy =>
        {
            var opened = InstantPattern.ExtendedIso.Parse(parsed.GetRequiredValue(at));
            if (!opened.Success)
                return Fault(error, "--at: must be an instant in UTC such as 2026-11-27T16:30:00Z");
            var wanted = parsed.GetValue(severity);
            if (wanted is not null && policy.Rank(wanted) < 0)
                return Fault(error, $"--severity: the policy has {string.Join(", ", policy.Document.Severities.Select(s => s.Id))}");
            Explain(wanted is null ? policy : Judging(policy, wanted), policy.Id, opened.Value, output);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>The same policy, but that it finds every complaint to be of this severity.</summary>
    private static RecoveryPolicy Judging(RecoveryPolicy policy, string severity)
    {
        var json = JsonNode.Parse(policy.Json)!;
        json["triage"]!["defaultSeverity"] = severity;
        json["triage"]!["severities"] = new JsonArray();
        return PolicyLoader.Load(json.ToJsonString()).Policy!;
    }

    private static void Explain(RecoveryPolicy policy, string policyId, Instant opened, TextWriter output)
    {
        var life = new SimulatedLife(policy, opened) { DeliversMail = false };
        life.Open(new Complaint { Channel = Channel.Api, Description = "A complaint.", Email = "customer@example.org" });

        string Moment(Instant at) => DeadlineSentence.Moment(at, policy.Zone);
        output.WriteLine($"A case of severity {life.Case.Severity} opened {Moment(opened)} ({policy.Zone.Id}) under {policyId}:");
        var upcoming = CaseClock.Upcoming(life.Case, policy).ToLookup(d => d.Promise);
        foreach (var promise in life.Case.Promises.OrderBy(p => p.DueAt))
        {
            output.WriteLine();
            output.WriteLine(promise.Explanation);
            foreach (var due in upcoming[promise].Where(d => d.Kind is not DueKind.Promise).OrderBy(d => d.At))
            {
                output.WriteLine(due.Level is { } level
                    ? $"  {Moment(due.At)}  level {level.Level}, {level.Name}: everybody with the role {level.Role} is told"
                    : $"  {Moment(due.At)}  the owner is reminded");
            }
        }
    }

    private static Command Init(TextWriter output, TextWriter error)
    {
        var directory = new Argument<string>("DIRECTORY") { Description = "Where to write; made if it is not there." };
        var command = new Command("init", "Write the default policy and its JSON schema, to start your own from.") { directory };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(directory);
            var (policy, schema) = (Path.Combine(path, "policy.json"), Path.Combine(path, "policy.schema.json"));
            if (System.IO.File.Exists(policy))
                return Fault(error, $"{policy}: is there already; it was left as it is");
            try
            {
                Directory.CreateDirectory(path);
                System.IO.File.WriteAllText(schema, PolicyLoader.Schema);
                System.IO.File.WriteAllText(policy, PolicyLoader.Pack("default"));
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return Fault(error, $"{path}: {failed.Message}");
            }

            output.WriteLine($"Wrote {policy} and {schema}. Try: policy check {policy}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Fault(TextWriter error, string fault)
    {
        error.WriteLine(fault);
        return ExitCodes.Faults;
    }
}
