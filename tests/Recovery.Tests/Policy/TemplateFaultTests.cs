using HandlebarsDotNet;
using Recovery.Messages;
using static Recovery.Tests.Policy.PolicyEdit;

namespace Recovery.Tests.Policy;

/// <summary>Templates that would fail, or say nothing, when somebody waits for an answer.</summary>
public sealed class TemplateFaultTests
{
    [Theory]
    [InlineData("Dear {{nmae}},", "names {{nmae}}, which is no placeholder here. Did you mean \"name\"?")]
    [InlineData("We {{#if nextUpdat}}write{{/if}}", "names {{nextUpdat}}")]
    [InlineData("We {{#unless onwer}}write{{/unless}}", "names {{onwer}}")]
    [InlineData("We {{#if owner}}write {{who}}{{/if}}", "names {{who}}")]
    [InlineData("We {{#if owner}}write", "opens {{#if owner}} and never closes it")]
    [InlineData("We write{{/if}}", "has {{/if}} where no {{#if ...}} is open")]
    [InlineData("We {{#if owner}}write{{/unless}}{{/if}}", "has {{/unless}} where no {{#unless ...}} is open")]
    [InlineData("We {{else}}write", "has {{else}} outside")]
    [InlineData("We {{#if owner}}a{{else}}b{{else}}c{{/if}}", "twice in one")]
    [InlineData("We write {{name", "has {{ without the }}")]
    [InlineData("We write {{{text}}}", "three braces")]
    [InlineData("We write {{name}}}", "three braces")]
    [InlineData("We write \\{{name}}", "has a backslash before {{name}}")]
    [InlineData("We write {{>footer}}", "has {{>footer}}, which is not allowed")]
    [InlineData("We write {{&text}}", "has {{&text}}, which is not allowed")]
    [InlineData("We write {{! later }}", "which is not allowed")]
    [InlineData("We write {{~name~}}", "which is not allowed")]
    [InlineData("We write {{^name}}x{{/name}}", "which is not allowed")]
    [InlineData("We write {{../name}}", "which is not allowed")]
    [InlineData("We write {{lookup name text}}", "which is not allowed")]
    [InlineData("We write {{#each words}}x{{/each}}", "which is not allowed")]
    [InlineData("We write {{this}}", "names {{this}}")]
    [InlineData("We write {{category}}", "names {{category}}")]
    [InlineData("We write {{}}", "which is not allowed")]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    public void A_body_that_cannot_be_sent(string body, string because)
    {
        var faults = Faults(p => p["messages"]!["en"]!["holding"]!["body"] = body);

        Assert.NotEmpty(faults);
        Assert.All(faults, f => Assert.Equal("$.messages.en.holding.body", f.Path));
        Assert.Contains(faults, f => f.Reason.Contains(because, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Two\nlines", "single line")]
    [InlineData("Bcc\r\nme", "single line")]
    [InlineData("News at {{statusLink}}", "a link does not belong in a subject")]
    [InlineData("{{issue}}", "would be empty")]
    public void A_subject_that_cannot_be_sent(string subject, string because) =>
        IsRefused(p => p["messages"]!["en"]!["followUp"]!["subject"] = subject, "$.messages.en.followUp.subject", because);

    [Fact]
    public void An_alert_may_not_name_the_customer() =>
        IsRefused(p => p["alerts"]!["reminder"]!["body"] = "Write to {{name}}", "$.alerts.reminder.body", "names {{name}}, which is no placeholder here");

    [Fact]
    public void A_word_about_a_webhook_knows_no_case() =>
        IsRefused(p => p["alerts"]!["webhookParked"]!["body"] = "About {{reference}}", "$.alerts.webhookParked.body", "names {{reference}}, which is no placeholder here");

    [Fact]
    public void Every_fault_of_every_template_is_reported()
    {
        var faults = Faults(p =>
        {
            p["messages"]!["en"]!["holding"]!["body"] = "We {{a}} and {{b}}";
            p["alerts"]!["assigned"]!["subject"] = "Yours: {{c}}";
        });

        Assert.Equal(
            ["$.messages.en.holding.body", "$.messages.en.holding.body", "$.alerts.assigned.subject"], faults.Select(f => f.Path));
    }

    [Fact]
    public void The_language_of_the_policy_has_templates() =>
        IsRefused(p => p["language"] = "de", "$.language", "names the language of \"messages\" \"de\"");

    [Fact]
    public void A_language_that_is_none() =>
        IsRefused(p => p["messages"]!["English please"] = p["messages"]!["en"]!.DeepClone(), "$.messages['English please']", "is not a language tag");

    [Fact]
    public void A_language_twice_in_other_capitals() =>
        IsRefused(p => p["messages"]!["EN"] = p["messages"]!["en"]!.DeepClone(), "$.messages.EN", "the same language");

    [Fact]
    public void What_the_grammar_admits_compiles_and_renders()
    {
        var pieces = new[]
        {
            "{{name}}", "{{ name }}", "{{#if name}}", "{{/if}}", "{{else}}", "{{#unless name}}", "{{/unless}}", "{{#if  words}}", "{{words}}",
            " ", "\n", "a", "{", "}", "\\", "}}", "&", "<b>", "'", "\"", "é", "{{", "#", "^",
        };
        var random = new Random(20270301);
        var admitted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (TemplateGrammar.Read(text, Placeholders.Customer).Faults.Count > 0)
                continue;
            // Compiling is slow; a sample is enough.
            if (admitted++ % 12 != 0)
                continue;
            var template = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true }).Compile(text);
            Assert.NotNull(template(new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "Ann" }));
        }

        Assert.True(admitted > 500, $"only {admitted} were admitted");
    }
}
