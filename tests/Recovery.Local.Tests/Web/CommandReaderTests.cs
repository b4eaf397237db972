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
        ["escalate"] = ("""{"reason":"r"}""", new Escalate(s_id, s_by, "r")),
        ["take-escalation"] = ("{}", new TakeEscalation(s_id, s_by)),
        ["extend"] = ("""{"until":"2026-12-01T09:00:00+01:00","reason":"r"}""", new Extend(s_id, s_by, Instant.FromUtc(2026, 12, 1, 8, 0), "r")),
        ["resolve"] = (
            """{"outcome":"partly","explanation":"e","rootCause":"c","remedy":{"kind":"voucher","amount":"12.5","currency":"EUR","description":"A voucher"}}""",
            new Resolve(s_id, s_by, ResolutionOutcome.PartlyUpheld, "e", "c", s_voucher)),
        ["reopen"] = ("""{"reason":"r"}""", new Reopen(s_id, s_by, "r")),
        ["close"] = ("""{"reason":"r"}""", new CloseCase(s_id, s_by, "r")),
    };

    public static TheoryData<string> Names => [.. CommandReader.Names];

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
        Assert.Equal(inCore.Select(t => t.Name).Order(StringComparer.Ordinal), s_each.Values.Select(c => c.Command.GetType().Name).Order(StringComparer.Ordinal));
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

    private static (StaffCommand? Command, IReadOnlyList<FieldFault> Faults) Read(string name, string json)
    {
        var (body, _) = RequestBody.Parse(Encoding.UTF8.GetBytes(json));
        return CommandReader.Read(name, body!.Members, s_id, new StaffMember("maya", "maya", ["*"]));
    }
}
