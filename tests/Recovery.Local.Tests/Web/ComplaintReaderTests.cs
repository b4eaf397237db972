using System.Text;
using System.Text.Json;
using NodaTime;
using Recovery.Complaints;
using Recovery.Intake;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Local.Tests.Web;

public class ComplaintReaderTests
{
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 24, 10, 0);

    [Fact]
    public void A_description_alone_is_a_complaint()
    {
        var complaint = Accepted("""{"description":"  The tent is torn.\r\nIt rained.\u000bTwice. "}""");
        Assert.Equal("The tent is torn.\nIt rained.\nTwice.", complaint.Description);
        Assert.Equal(Channel.Api, complaint.Channel);
        Assert.False(complaint.Anonymous);
    }

    [Fact]
    public void Every_field_is_read()
    {
        var complaint = Accepted("""
            {"description":"d","name":"Ana","email":"ana@exämple.org","phone":"+49 30 123","contactPreference":"phone","language":"pt-BR",
             "occurredAt":"2026-11-20T10:00:00+01:00","orderReference":"FO-1","impact":"i","wishedOutcome":"w","customerId":"c","tier":"gold","channel":"chat"}
            """);
        Assert.Equal(
            new Complaint
            {
                Description = "d",
                Name = "Ana",
                Email = "ana@exämple.org",
                Phone = "+49 30 123",
                ContactPreference = ContactPreference.Phone,
                Language = "pt-BR",
                OccurredAt = Instant.FromUtc(2026, 11, 20, 9, 0),
                OrderReference = "FO-1",
                Impact = "i",
                WishedOutcome = "w",
                CustomerId = "c",
                Tier = "gold",
                Channel = Channel.Chat,
            },
            complaint);
    }

    [Theory]
    [InlineData("""{}""", "description", "is missing")]
    [InlineData("""{"description":"   "}""", "description", "is empty; it must have 1 to 20,000 characters")]
    [InlineData("""{"description":7}""", "description", "must be a string")]
    [InlineData("""{"description":"a\u0000b"}""", "description", "holds the control character U+0000 at position 2, which is no text")]
    [InlineData("""{"description":"a\u0085b"}""", "description", "holds the control character U+0085 at position 2, which is no text")]
    [InlineData("""{"description":"a\ud800"}""", "description", "holds half of a character (a lone surrogate)")]
    [InlineData("""{"description":"d","name":"two\nlines"}""", "name", "must be on one line, without tabs")]
    [InlineData("""{"description":"d","email":"nobody"}""", "email", "is not an email address such as name@example.org")]
    [InlineData("""{"description":"d","email":"a b@example.org"}""", "email", "is not an email address such as name@example.org")]
    [InlineData("""{"description":"d","email":"a@b@example.org"}""", "email", "is not an email address such as name@example.org")]
    [InlineData("""{"description":"d","email":"a@example"}""", "email", "is not an email address such as name@example.org")]
    [InlineData("""{"description":"d","phone":"call me"}""", "phone", "is not a telephone number: it has fewer than 3 digits")]
    [InlineData("""{"description":"d","language":"English please"}""", "language", "is not a language tag such as en or pt-BR (BCP 47)")]
    [InlineData("""{"description":"d","occurredAt":"yesterday"}""", "occurredAt", "must be a time with its offset, such as 2026-11-24T14:00:00Z (RFC 3339)")]
    [InlineData("""{"description":"d","occurredAt":"2026-11-26T10:00:01Z"}""", "occurredAt", "lies in the future")]
    [InlineData("""{"description":"d","occurredAt":"1969-12-31T23:59:59Z"}""", "occurredAt", "lies before 1970")]
    [InlineData("""{"description":"d","contactPreference":"pigeon"}""", "contactPreference", "must be one of email, phone, status-page")]
    [InlineData("""{"description":"d","contactPreference":"email"}""", "contactPreference", "asks for email, but no email is given")]
    [InlineData("""{"description":"d","channel":"telegram"}""", "channel", "must be one of api, form, email, phone, review, chat")]
    [InlineData("""{"description":"d","anonymous":"perhaps"}""", "anonymous", "must be true or false")]
    [InlineData("""{"description":"d","anonymous":true,"email":"ana@example.org"}""", "email", "must be absent when anonymous is true")]
    [InlineData("""{"description":"d","descripton":"x"}""", "descripton", "is not known here; did you mean description?")]
    public void A_fault_names_its_field_and_the_reason(string json, string field, string reason)
    {
        Assert.Equal([new FieldFault(field, reason)], Faults(json));
    }

    [Theory]
    [InlineData("description", 20_000)]
    [InlineData("name", 200)]
    [InlineData("orderReference", 100)]
    [InlineData("impact", 2_000)]
    [InlineData("wishedOutcome", 2_000)]
    [InlineData("customerId", 100)]
    [InlineData("tier", 50)]
    public void A_limit_is_taken_up_to_its_last_character_and_told_beyond_it(string field, int limit)
    {
        var members = new Dictionary<string, string> { ["description"] = "d", [field] = new string('x', limit) };
        Accepted(JsonSerializer.Serialize(members));
        members[field] += "x";
        var fault = Assert.Single(Faults(JsonSerializer.Serialize(members)));
        Assert.Equal((field, $"has {PlainText.Number(limit + 1)} characters; it may have {PlainText.Number(limit)}"), (fault.Field, fault.Reason));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Faults("""{"email":"x","phone":"y","tier":"a\nb","colour":"red"}""");
        Assert.Equal(["colour", "description", "email", "phone", "tier"], faults.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Emoji_right_to_left_and_markup_are_text()
    {
        const string words = "👩‍👩‍👧 مرحبا <script>alert(1)</script> {{name}} \u202e";
        Assert.Equal(words, Accepted(JsonSerializer.Serialize(new { description = words })).Description);
    }

    [Fact]
    public void On_the_form_anonymity_wins_over_what_else_was_typed()
    {
        var (complaint, _) = ReadForm(("description", "d"), ("anonymous", "true"), ("name", "Ana"), ("email", "not even one"), ("phone", "1"), ("customerId", "c"), ("contactPreference", "email"));
        Assert.Equal(new Complaint { Channel = Channel.Form, Description = "d", Anonymous = true }, complaint);
    }

    [Fact]
    public void A_day_on_the_form_is_a_day_of_the_policys_zone()
    {
        var (complaint, _) = ReadForm(("description", "d"), ("occurredAt", "2026-07-01"));
        Assert.Equal(Instant.FromUtc(2026, 6, 30, 22, 0), complaint!.OccurredAt);
    }

    [Fact]
    public void The_form_cannot_set_what_only_programs_know()
    {
        var (complaint, _) = ReadForm(("description", "d"), ("tier", "gold"), ("channel", "phone"));
        Assert.Equal((null, Channel.Form), (complaint!.Tier, complaint.Channel));
    }

    [Theory]
    [InlineData("""{"description": "d" """, "line 1")]
    [InlineData("""["description"]""", "an array")]
    [InlineData("null", "null")]
    [InlineData("""{"description":"a","description":"b"}""", "twice")]
    public void What_is_no_object_of_JSON_is_unreadable(string text, string told)
    {
        var (body, problem) = RequestBody.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Null(body);
        var document = Assert.IsType<ProblemResult>(problem).Problem;
        Assert.Equal(400, document.Status);
        Assert.Contains(told, document.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_is_not_UTF8_is_told_where()
    {
        var (_, problem) = RequestBody.Parse([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]);
        Assert.Contains("byte 7 ", Assert.IsType<ProblemResult>(problem).Problem.Detail, StringComparison.Ordinal);
    }

    private static Complaint Accepted(string json)
    {
        var (complaint, faults) = ComplaintReader.FromJson(Body(json), s_now);
        Assert.Empty(faults);
        return complaint!;
    }

    private static IReadOnlyList<FieldFault> Faults(string json)
    {
        var (complaint, faults) = ComplaintReader.FromJson(Body(json), s_now);
        Assert.Null(complaint);
        return faults;
    }

    private static (Complaint? Complaint, IReadOnlyList<FieldFault> Faults) ReadForm(params (string Name, string Value)[] fields) =>
        ComplaintReader.FromForm(new FormPost(fields.ToDictionary(f => f.Name, f => f.Value), true, "id"), DateTimeZoneProviders.Tzdb["Europe/Berlin"], s_now);

    private static JsonBody Body(string json)
    {
        var (body, problem) = RequestBody.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(problem);
        return body!;
    }
}
