using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NodaTime;
using Recovery.Cases;
using Recovery.Reporting;

namespace Recovery.Tests.Cases;

/// <summary>What is stored can be read back whole, by this program and by an older or newer one.</summary>
public class CaseJsonTests
{
    public static TheoryData<Type> Events => KindsOf(typeof(CaseEvent));

    public static TheoryData<Type> Effects => KindsOf(typeof(CaseEffect));

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_event_comes_back_whole(Type kind)
    {
        var happened = (CaseEvent)Sample.Of(kind);

        var written = CaseJson.Write(happened);
        var read = CaseJson.ReadEvent(written);

        Assert.IsType(kind, read);
        Assert.Equal(written, CaseJson.Write(read));
        AssertHoldsEveryMember(kind, written);
    }

    [Theory]
    [MemberData(nameof(Effects))]
    public void Every_effect_comes_back_whole(Type kind)
    {
        var effect = (CaseEffect)Sample.Of(kind);

        var written = CaseJson.Write(effect);
        var read = CaseJson.ReadEffect(written);

        Assert.IsType(kind, read);
        Assert.Equal(written, CaseJson.Write(read));
        AssertHoldsEveryMember(kind, written);
    }

    [Fact]
    public void An_outcome_row_comes_back_equal()
    {
        var row = (OutcomeRow)Sample.Of(typeof(OutcomeRow));

        Assert.Equal(row, CaseJson.ReadOutcome(CaseJson.Write(row)));
    }

    [Theory]
    [InlineData(typeof(InProgress))]
    [InlineData(typeof(WaitingForCustomer))]
    [InlineData(typeof(ResolvedPhase))]
    [InlineData(typeof(FollowingUp))]
    [InlineData(typeof(ClosedPhase))]
    public void A_case_comes_back_whole_in_each_phase(Type phase)
    {
        var subject = ((Case)Sample.Of(typeof(Case))) with { Phase = (CasePhase)Sample.Of(phase) };

        var written = CaseJson.Write(subject);
        var read = CaseJson.ReadCase(written);

        Assert.Equal(subject.Phase, read.Phase);
        Assert.Equal(written, CaseJson.Write(read));
        AssertHoldsEveryMember(typeof(Case), written);
    }

    [Fact]
    public void Times_keep_their_nanoseconds()
    {
        var at = Instant.FromUtc(2026, 11, 22, 5, 21, 23).PlusNanoseconds(123_456_789);
        var credited = Duration.FromNanoseconds(98_765_432_109_876_543L);

        var paused = (Paused)CaseJson.ReadEvent(CaseJson.Write(new Paused("photos", at) { At = at }));
        var resumed = (Resumed)CaseJson.ReadEvent(CaseJson.Write(new Resumed("they wrote", credited)));

        Assert.Equal(at, paused.Until);
        Assert.Equal(at, paused.At);
        Assert.Equal(credited, resumed.Credited);
    }

    [Fact]
    public void Choices_are_written_in_lower_case_with_hyphens()
    {
        var subject = (Case)Sample.Of(typeof(Case)) with
        {
            Tally = ImmutableDictionary<PromiseKind, PromiseTally>.Empty.Add(PromiseKind.Statutory, new(1, 2, 3)),
        };

        Assert.Contains("\"statutory\":{\"made\":1", CaseJson.Write(subject), StringComparison.Ordinal);
        Assert.Contains(
            "\"outcome\":\"partly-upheld\"",
            CaseJson.Write(new Resolved(ResolutionOutcome.PartlyUpheld, "e", "r", null, default)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_absent_is_left_out()
    {
        var written = CaseJson.Write(new Escalated(1, "lead", "team-lead", "by hand", null, null));

        Assert.DoesNotContain("null", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_a_newer_program_wrote_is_passed_over()
    {
        var read = CaseJson.ReadEvent("""{"event":"noted","text":"hello","mood":{"since":[1,2]},"number":3}""");

        Assert.Equal("hello", Assert.IsType<Noted>(read).Text);
        Assert.Equal(3, read.Number);
    }

    [Fact]
    public void A_member_that_an_older_program_did_not_write_has_its_initial_value()
    {
        var id = CaseId.From("test", "1");
        var read = CaseJson.ReadCase(
            $$"""{"id":"{{id}}","reference":"R","policyId":"p","complaint":{"channel":"form","description":"x"} }""");

        Assert.Empty(read.Promises);
        Assert.Empty(read.Applied);
        Assert.IsType<InProgress>(read.Phase);
        Assert.Equal(Actor.Policy, CaseJson.ReadEvent("""{"event":"noted","text":"hello"}""").By);
    }

    [Theory]
    [InlineData("""{"event":"invented","text":"x"}""")]
    [InlineData("""{"event":"paused","reason":"x","until":"yesterday"}""")]
    [InlineData("""{"event":"closed","manner":7,"reason":"x"}""")]
    [InlineData("null")]
    public void What_makes_no_sense_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => CaseJson.ReadEvent(json));

    [Fact]
    public void Any_text_a_customer_can_type_comes_back()
    {
        const string Text = "😀 \u202Eright to left\u202C <script>alert('x')</script> \0\u0001 \"quoted\" \\ ü";

        Assert.Equal(Text, ((CustomerWrote)CaseJson.ReadEvent(CaseJson.Write(new CustomerWrote(Text)))).Text);
    }

    private static TheoryData<Type> KindsOf(Type root) =>
        new(root.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(d => d.DerivedType));

    private static void AssertHoldsEveryMember(Type kind, string written)
    {
        var members = JsonNode.Parse(written)!.AsObject();
        foreach (var property in kind.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
                Assert.True(members.ContainsKey(JsonNamingPolicy.CamelCase.ConvertName(property.Name)), $"{kind.Name}.{property.Name} was not written");
        }
    }

    /// <summary>Makes a value in which nothing has its initial value, so that whatever is lost on the way shows.</summary>
    private static class Sample
    {
        public static object Of(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type == typeof(string))
                return "text";
            if (type == typeof(bool))
                return true;
            if (type == typeof(int))
                return 7;
            if (type == typeof(long))
                return 7_000_000_000L;
            if (type == typeof(decimal))
                return 12.50m;
            if (type == typeof(double))
                return 0.25;
            if (type == typeof(Uri))
                return new Uri("https://reviews.example/1");
            if (type == typeof(Instant))
                return Instant.FromUtc(2026, 3, 4, 5, 6, 7).PlusNanoseconds(89);
            if (type == typeof(Duration))
                return Duration.FromMinutes(90);
            if (type == typeof(LocalDate))
                return new LocalDate(2026, 3, 4);
            if (type == typeof(CaseId))
                return CaseId.From("sample", "1");
            if (type == typeof(CasePhase))
                return Of(typeof(FollowingUp));
            if (type.IsEnum)
                return Enum.GetValues(type).GetValue(1)!;
            if (type.IsGenericType)
                return Collection(type);
            return Record(type);
        }

        private static object Collection(Type type)
        {
            var of = type.GetGenericArguments();
            if (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            {
                var items = Array.CreateInstance(of[0], 1);
                items.SetValue(Of(of[0]), 0);
                return typeof(ImmutableArray).GetMethods()
                    .Single(m => m.Name == "Create" && m.GetParameters() is [{ ParameterType.IsArray: true }])
                    .MakeGenericMethod(of[0]).Invoke(null, [items])!;
            }

            var empty = type.GetField("Empty")!.GetValue(null)!;
            return (IEnumerable)type.GetMethod("Add")!.Invoke(empty, [Of(of[0]), Of(of[1])])!;
        }

        private static object Record(Type type)
        {
            var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
            var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
            foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null))
                property.SetValue(made, Of(property.PropertyType));
            return made;
        }
    }
}
