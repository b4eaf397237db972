using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Web.Identity;
using RecoveryFunctions.Identity;

namespace RecoveryFunctions.Tests.Identity;

public class EasyAuthTests
{
    private const string RoleUri = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
    private const string MailUri = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    private const string UserNameUri = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
    private const string NameUri = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name";

    private static readonly EasyAuthStaffIdentity s_identity = new(new OnePolicy());

    [Fact]
    public async Task An_agent_of_the_policy_is_known_by_her_user_name_and_keeps_her_roles()
    {
        var maya = await KnownAs(("roles", "Recovery.Staff"), ("preferred_username", "Maya.Okafor@fernhill.example"), ("name", "Maya Okafor"));
        Assert.Equal(("maya-okafor", "maya-okafor"), (maya!.Name, maya.PersonId));
        Assert.Equal("agent", Assert.Single(maya.Roles));
    }

    [Theory]
    [InlineData("roles", "preferred_username")]
    [InlineData("roles", "upn")]
    [InlineData(RoleUri, UserNameUri)]
    [InlineData("role", "unique_name")]
    public async Task Each_spelling_of_a_claim_is_understood(string role, string address)
    {
        var daniel = await KnownAs((role, "finance"), (address, "daniel.price@fernhill.example"));
        Assert.Equal("daniel-price", daniel!.PersonId);
    }

    [Theory]
    [InlineData("email")]
    [InlineData(MailUri)]
    public async Task A_mail_address_which_the_directory_lets_anybody_have_makes_nobody_a_person_of_the_policy(string type)
    {
        var guest = await KnownAs(("roles", "Recovery.Staff"), (type, "daniel.price@fernhill.example"), ("upn", "guest@elsewhere.example"));
        Assert.Equal(("guest@elsewhere.example", null), (guest!.Name, guest.PersonId));
        Assert.Empty(guest.Roles);
    }

    [Fact]
    public async Task The_principal_may_name_a_role_type_of_its_own()
    {
        var header = Header(new { auth_typ = "aad", claims = new[] { new { typ = "groups-as-roles", val = "finance" }, new { typ = "upn", val = "sam@fernhill.example" } }, name_typ = NameUri, role_typ = "groups-as-roles" });
        Assert.Equal("finance", Assert.Single((await Identify(header))!.Roles));
    }

    [Fact]
    public async Task App_roles_of_the_policy_are_added_to_those_of_the_person()
    {
        var jonas = await KnownAs(("roles", "finance"), ("roles", "Recovery.Staff"), ("roles", "finance"), ("upn", "jonas.weber@fernhill.example"));
        Assert.Equal(["agent", "finance", "team-lead"], jonas!.Roles.Order());
    }

    [Fact]
    public async Task Somebody_whom_the_policy_does_not_name_is_recorded_by_the_user_name_that_nobody_else_has()
    {
        var sam = await KnownAs(("roles", "Recovery.Staff"), ("name", "Maya Okafor"), ("preferred_username", "sam@fernhill.example"));
        Assert.Equal(("sam@fernhill.example", null), (sam!.Name, sam.PersonId));
        Assert.Empty(sam.Roles);
    }

    [Fact]
    public async Task Nobody_passes_for_a_person_of_the_policy_by_taking_the_id_as_a_name()
    {
        Assert.Null(await KnownAs(("roles", "Recovery.Staff"), ("name", "maya-okafor")));
        var program = await KnownAs(("roles", "Recovery.Staff"), ("name", "maya-okafor"), ("azp", "0f7c2a54-6c1f-4a0b-9a43-5a5a2a9f1c11"));
        Assert.Equal(("0f7c2a54-6c1f-4a0b-9a43-5a5a2a9f1c11", null), (program!.Name, program.PersonId));
    }

    [Fact]
    public async Task User_names_of_two_people_make_neither()
    {
        var both = await KnownAs(("roles", "Recovery.Staff"), ("upn", "maya.okafor@fernhill.example"), ("unique_name", "daniel.price@fernhill.example"));
        Assert.Null(both!.PersonId);
        Assert.Empty(both.Roles);
    }

    [Theory]
    [InlineData("Recovery.staff")]
    [InlineData("Finance")]
    [InlineData("*")]
    [InlineData("Some.Other.App")]
    [InlineData("")]
    public async Task A_role_that_is_not_ours_in_just_its_spelling_lets_nobody_in(string role) =>
        Assert.Null(await KnownAs(("roles", role), ("preferred_username", "ruth.calder@fernhill.example")));

    [Fact]
    public async Task The_policy_alone_lets_nobody_in() =>
        Assert.Null(await KnownAs(("preferred_username", "ruth.calder@fernhill.example"), ("name", "Ruth Calder")));

    [Fact]
    public async Task The_role_for_everything_is_never_given_by_a_claim()
    {
        var greedy = await KnownAs(("roles", "Recovery.Staff"), ("roles", StaffRoles.Operator), ("upn", "sam@fernhill.example"));
        Assert.DoesNotContain(StaffRoles.Operator, greedy!.Roles);
    }

    public static TheoryData<string> Garbled =>
    [
        "",
        "null",
        "not base64 at all",
        Encoded("null"),
        Encoded("[]"),
        Encoded("\"text\""),
        Encoded("""{"claims":null}"""),
        Encoded("""{"claims":[null]}"""),
        Encoded("""{"claims":[{"typ":null,"val":null},{"typ":"roles"}]}"""),
        Encoded("""{"claims":[{"typ":"roles","val":{"a":1}}]}"""),
        Encoded("""{"claims":{"typ":"roles","val":"Recovery.Staff"}}"""),
        Encoded("""{"claims":[{"typ":"roles","val":"Recovery.Staff"},{"typ":"upn","val":"x@example.org"}""" + "]"),
        Encoded("""{"claims":[],"claims":[{"typ":"roles","val":"Recovery.Staff"},{"typ":"upn","val":"x@example.org"}]}"""),
        Encoded(new string('[', 20_000) + new string(']', 20_000)),
        new string('A', 1024 * 1024),
    ];

    [Theory]
    [MemberData(nameof(Garbled))]
    public async Task What_the_platform_would_not_write_is_nobody(string header) => Assert.Null(await Identify(header));

    [Fact]
    public async Task A_principal_larger_than_the_platform_sends_is_not_read_even_when_it_is_well_formed()
    {
        (string, string)[] staff = [("roles", "Recovery.Staff"), ("upn", "sam@fernhill.example")];
        Assert.NotNull(await KnownAs([.. staff, ("groups", new string('x', 30_000))]));
        Assert.Null(await KnownAs([.. staff, ("groups", new string('x', 60_000))]));
    }

    [Fact]
    public async Task Two_headers_are_nobody()
    {
        var http = new DefaultHttpContext();
        var header = Header(("roles", "Recovery.Staff"), ("upn", "sam@fernhill.example"));
        http.Request.Headers[ClientPrincipal.Header] = new[] { header, header };
        Assert.Null(await s_identity.IdentifyAsync(http));
    }

    [Fact]
    public async Task Names_that_no_record_should_hold_are_passed_over()
    {
        var sam = await KnownAs(("roles", "Recovery.Staff"), ("upn", "sam\u0007@fernhill.example"), ("unique_name", new string('s', 101)), ("name", "Sam Field"));
        Assert.Equal("Sam Field", sam!.Name);
    }

    [Fact]
    public void A_stranger_is_signed_in_and_not_staff()
    {
        Assert.True(s_identity.IsStranger(With(Header(("upn", "guest@example.org")))));
        Assert.False(s_identity.IsStranger(With(Header(("roles", "finance"), ("upn", "sam@fernhill.example")))));
        Assert.False(s_identity.IsStranger(new DefaultHttpContext()));
    }

    internal static string Header(params (string Type, string Value)[] claims) =>
        Header(new { auth_typ = "aad", claims = claims.Select(c => new { typ = c.Type, val = c.Value }), name_typ = NameUri, role_typ = RoleUri });

    private static string Header(object principal) => Encoded(JsonSerializer.Serialize(principal));

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    private static DefaultHttpContext With(string header)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[ClientPrincipal.Header] = header;
        return http;
    }

    private static ValueTask<StaffMember?> Identify(string header) => s_identity.IdentifyAsync(With(header));

    private static ValueTask<StaffMember?> KnownAs(params (string, string)[] claims) => Identify(Header(claims));

    internal sealed class OnePolicy : IPolicyLibrary
    {
        public RecoveryPolicy Current { get; } = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;

        public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => ValueTask.FromResult(Current);
    }
}
