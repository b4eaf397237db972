using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Remedies;
using Recovery.Web.Cases;
using Recovery.Web.Http;
using Recovery.Web.Identity;

namespace Recovery.Local.Tests.Web;

public class CommandReaderTests
{
    private static readonly CommandId s_id = new("key", "print");
    private static readonly Actor s_by = Actor.Staff("maya");
    private static readonly RemedyOffer s_voucher = new("voucher", 12.5m, "EUR", "A voucher");

    private static readonly CaseId s_other = CaseId.From("test", "other");

    private static readonly Dictionary<string, (string Json, StaffCommand Command)> s_each = new()
    {
        ["assign"] = ("""{"owner":"tom"}""", new Assign(s_id, s_by, "tom")),
        ["note"] = ("""{"text":"a\r\nb"}""", new Note(s_id, s_by, "a\nb")),
        ["message"] = ("""{"text":"Dear Ana"}""", new SendMessage(s_id, s_by, "Dear Ana")),
        ["triage"] = ("""{"severity":"high","reason":"r"}""", new Triage(s_id, s_by, null, "high", "r")),
        ["pause"] = ("""{"reason":"r","until":"2026-12-01T09:00:00Z"}""", new Pause(s_id, s_by, "r", Instant.FromUtc(2026, 12, 1, 9, 0))),
        ["resume"] = ("{}", new Resume(s_id, s_by)),
        ["propose-remedy"] = ("""{"kind":"voucher","amount":12.5,"currency":"eur","description":"A voucher"}""", new ProposeRemedy(s_id, s_by, s_voucher)),
        ["approve-remedy"] = ("{}", new ApproveRemedy(s_id, s_by, ["*"])),
        ["decline-remedy"] = ("""{"reason":"r"}""", new DeclineRemedy(s_id, s_by, "r")),
        ["deliver-remedy"] = ("{}", new DeliverRemedy(s_id, s_by)),
        ["escalate"] = ("""{"reason":"r"}""", new Escalate(s_id, s_by, "r")),
        ["take-escalation"] = ("{}", new TakeEscalation(s_id, s_by)),
        ["extend"] = ("""{"until":"2026-12-01T09:00:00+01:00","reason":"r"}""", new Extend(s_id, s_by, Instant.FromUtc(2026, 12, 1, 8, 0), "r")),
        ["resolve"] = (
            """{"outcome":"partly","explanation":"e","rootCause":"c","remedy":{"kind":"voucher","amount":"12.5","currency":"EUR","description":"A voucher"}}""",
            new Resolve(s_id, s_by, ResolutionOutcome.PartlyUpheld, "e", "c", s_voucher)),
        ["reopen"] = ("""{"reason":"r"}""", new Reopen(s_id, s_by, "r")),
        ["close"] = ("""{"reason":"r"}""", new CloseCase(s_id, s_by, "r")),
        ["keep-apart"] = ($$"""{"other":"{{s_other}}"}""", new KeepApart(s_id, s_by, s_other)),
        ["post-public-reply"] = ("""{"text":"Thank you."}""", new PostPublicReply(s_id, s_by, "Thank you.")),
        ["confirm-transcript"] = ("""{"customerSpeaker":"B","understood":"Lost."}""", new ConfirmTranscript(s_id, s_by, "B", "Lost.")),
    };

    public static TheoryData<string> Names => [.. CommandReader.Names.Where(CommandReader.Knows)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_command_is_read_from_its_members(string name)
    {
        var (json, expected) = s_each[name];
        var (command, faults) = Read(name, json);
        Assert.Empty(faults);
        Assert.Equivalent(expected, command, strict: true);
        Assert.Equal(expected.GetType(), command!.GetType());
    }

    [Fact]
    public void Every_staff_command_of_the_core_has_a_name_here()
    {
        var inCore = typeof(StaffCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(StaffCommand)));
        var read = s_each.Values.Select(c => c.Command.GetType().Name).Append(nameof(MergeInto));
        Assert.Equal(inCore.Select(t => t.Name).Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_member_that_a_command_does_not_take_is_refused_by_name(string name)
    {
        var (command, faults) = Read(name, """{"colour":"red"}""");
        Assert.Null(command);
        Assert.Contains(faults, f => f.Field == "colour" && f.Reason.StartsWith("is not known here", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_within_the_remedy_names_its_path()
    {
        var (_, faults) = Read("resolve", """{"outcome":"upheld","remedy":{"kind":"voucher","amount":-1,"descripton":"x"}}""");
        Assert.Equal(
            [
                new FieldFault("remedy.amount", "must be more than 0 and at most 1,000,000,000"),
                new FieldFault("remedy.description", "is missing"),
                new FieldFault("remedy.descripton", "is not known here; did you mean description?"),
            ],
            faults.OrderBy(f => f.Field, StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_missing_in_a_resolution_is_left_to_the_decider()
    {
        var (command, _) = Read("resolve", "{}");
        Assert.Equal(new Resolve(s_id, s_by, null, null, null), command);
    }

    [Fact]
    public void A_merging_names_the_case_that_it_goes_into_and_is_listed_with_the_others()
    {
        Assert.Equal("RC-AAAAA-BBBBB", Merge("""{"into":"RC-AAAAA-BBBBB"}""").Into);
        Assert.Equal("into", Assert.Single(Merge("{}").Faults).Field);
        Assert.Equal("from", Assert.Single(Merge("""{"into":"x","from":"y"}""").Faults).Field);
        Assert.Contains(CommandReader.Merge, CommandReader.Names);
        Assert.False(CommandReader.Knows(CommandReader.Merge));

        static (string? Into, IReadOnlyList<FieldFault> Faults) Merge(string json) =>
            CommandReader.ReadMerge(RequestBody.Parse(Encoding.UTF8.GetBytes(json)).Item1!.Members);
    }

    [Fact]
    public void A_case_is_kept_apart_from_one_that_is_named_by_its_id() =>
        Assert.Equal([new FieldFault("other", "must be the id of a case")], Read("keep-apart", """{"other":"that one"}""").Faults);

    private static (StaffCommand? Command, IReadOnlyList<FieldFault> Faults) Read(string name, string json)
    {
        var (body, _) = RequestBody.Parse(Encoding.UTF8.GetBytes(json));
        return CommandReader.Read(name, body!.Members, s_id, new StaffMember("maya", "maya", ["*"]));
    }
}
