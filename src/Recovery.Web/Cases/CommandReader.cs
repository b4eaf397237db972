using System.Collections.Frozen;
using System.Collections.Immutable;
using Recovery.Cases;
using Recovery.Remedies;
using Recovery.Web.Http;
using Recovery.Web.Identity;
using Recovery.Web.Intake;

namespace Recovery.Web.Cases;

/// <summary>How much text a command takes.</summary>
public static class CommandLimits
{
    /// <summary>Messages, notes, explanations.</summary>
    public const int Text = 20_000;

    public const int Reason = 2_000;

    /// <summary>Ids of things in the policy.</summary>
    public const int Id = 100;

    public const int RemedyDescription = 2_000;
}

/// <summary>Staff commands by name: the members that each takes, and the command that they make.</summary>
internal static class CommandReader
{
    private static readonly ImmutableArray<string> s_remedyMembers = ["kind", "amount", "currency", "description"];

    private static readonly Dictionary<string, ResolutionOutcome> s_outcomes = new(StringComparer.Ordinal)
    {
        ["upheld"] = ResolutionOutcome.Upheld,
        ["partly-upheld"] = ResolutionOutcome.PartlyUpheld,
        ["partly"] = ResolutionOutcome.PartlyUpheld,
        ["not-upheld"] = ResolutionOutcome.NotUpheld,
    };

    private static readonly FrozenDictionary<string, Shape> s_commands = new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["assign"] = new(["owner"], (f, id, by) => new Assign(id, by.Actor, f.Text("owner", CommandLimits.Id, required: true) ?? "")),
        ["note"] = new(["text"], (f, id, by) => new Note(id, by.Actor, f.Lines("text", CommandLimits.Text, required: true) ?? "")),
        ["message"] = new(["text"], (f, id, by) => new SendMessage(id, by.Actor, f.Lines("text", CommandLimits.Text, required: true) ?? "")),
        ["triage"] = new(["category", "severity", "reason"], (f, id, by) => new Triage(
            id, by.Actor, f.Text("category", CommandLimits.Id), f.Text("severity", CommandLimits.Id), Reason(f))),
        ["pause"] = new(["reason", "until"], (f, id, by) => new Pause(id, by.Actor, Reason(f), f.Time("until"))),
        ["resume"] = new([], (_, id, by) => new Resume(id, by.Actor)),
        ["propose-remedy"] = new(s_remedyMembers, (f, id, by) => new ProposeRemedy(id, by.Actor, Remedy(f))),
        ["approve-remedy"] = new([], (_, id, by) => new ApproveRemedy(id, by.Actor, by.Roles)),
        ["decline-remedy"] = new(["reason"], (f, id, by) => new DeclineRemedy(id, by.Actor, Reason(f))),
        ["deliver-remedy"] = new([], (_, id, by) => new DeliverRemedy(id, by.Actor)),
        ["escalate"] = new(["reason"], (f, id, by) => new Escalate(id, by.Actor, Reason(f))),
        ["take-escalation"] = new([], (_, id, by) => new TakeEscalation(id, by.Actor)),
        ["extend"] = new(["until", "reason"], (f, id, by) => new Extend(id, by.Actor, f.Time("until", required: true) ?? default, Reason(f))),
        ["resolve"] = new(["outcome", "explanation", "rootCause", "remedy"], ReadResolve),
        ["reopen"] = new(["reason"], (f, id, by) => new Reopen(id, by.Actor, Reason(f))),
        ["keep-apart"] = new(["other"], (f, id, by) => new KeepApart(id, by.Actor, Other(f))),
        ["post-public-reply"] = new(["text"], (f, id, by) => new PostPublicReply(id, by.Actor, f.Lines("text", CommandLimits.Text, required: true) ?? "")),
        ["confirm-transcript"] = new(["customerSpeaker", "understood"], (f, id, by) => new ConfirmTranscript(
            id, by.Actor, f.Text("customerSpeaker", CommandLimits.Id), f.Lines("understood", CommandLimits.Reason))),
        ["close"] = new(["reason"], (f, id, by) => new CloseCase(id, by.Actor, Reason(f))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Takes two cases and is run by <see cref="Recovery.Intake.CaseMerging"/>; <see cref="ReadMerge"/> reads its members.</summary>
    public const string Merge = "merge";

    /// <summary>In the order of the alphabet, <see cref="Merge"/> among them.</summary>
    public static IEnumerable<string> Names => s_commands.Keys.Append(Merge).Order(StringComparer.Ordinal);

    /// <summary>Whether it is one of <see cref="Names"/> that <see cref="Read"/> reads: all but <see cref="Merge"/>.</summary>
    public static bool Knows(string name) => s_commands.ContainsKey(name);

    /// <summary>The command, or every fault in its members. What the decider judges, such as a missing explanation, is left to it.</summary>
    public static (StaffCommand? Command, IReadOnlyList<FieldFault> Faults) Read(
        string name, IReadOnlyDictionary<string, object?> members, CommandId id, StaffMember by)
    {
        var shape = s_commands[name];
        var faults = new List<FieldFault>();
        var fields = new FieldReader(members, faults);
        fields.Only(shape.Members);
        var command = shape.Read(fields, id, new Asker(Actor.Staff(by.Name), by.Roles));
        return (faults.Count == 0 ? command : null, faults);
    }

    /// <summary>Which case <see cref="Merge"/> goes into: an id or a reference, as it was typed.</summary>
    public static (string? Into, IReadOnlyList<FieldFault> Faults) ReadMerge(IReadOnlyDictionary<string, object?> members)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(members, faults);
        fields.Only(["into"]);
        var into = fields.Text("into", CommandLimits.Id, required: true);
        return (faults.Count == 0 ? into : null, faults);
    }

    private static CaseId Other(FieldReader fields)
    {
        if (fields.Text("other", CommandLimits.Id, required: true) is not { } text)
            return default;
        if (!CaseId.TryParse(text, out var other))
            fields.Fault("other", "must be the id of a case");
        return other;
    }

    private static Resolve ReadResolve(FieldReader fields, CommandId id, Asker by)
    {
        var remedy = fields.Nested("remedy");
        remedy?.Only(s_remedyMembers);
        return new Resolve(
            id, by.Actor, fields.Choice("outcome", s_outcomes), fields.Lines("explanation", CommandLimits.Text),
            fields.Text("rootCause", CommandLimits.Id), remedy is null ? null : Remedy(remedy));
    }

    private static RemedyOffer Remedy(FieldReader fields) => new(
        fields.Text("kind", CommandLimits.Id, required: true) ?? "", fields.Amount("amount"),
        fields.Text("currency", 3)?.ToUpperInvariant(), fields.Lines("description", CommandLimits.RemedyDescription, required: true) ?? "");

    private static string Reason(FieldReader fields) => fields.Lines("reason", CommandLimits.Reason, required: true) ?? "";

    private sealed record Asker(Actor Actor, ImmutableArray<string> Roles);

    private sealed record Shape(IReadOnlyCollection<string> Members, Func<FieldReader, CommandId, Asker, StaffCommand> Read);
}
