using System.Text.Json;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

public sealed class PolicyDurationTests
{
    [Theory]
    [InlineData("PT30M", "30 minutes")]
    [InlineData("PT5S", "5 seconds")]
    [InlineData("PT0.25S", "0.25 seconds")]
    [InlineData("P14D", "14 days")]
    [InlineData("P1W", "1 week")]
    [InlineData("P2M", "2 months")]
    [InlineData("P1DT12H", "1 day 12 hours")]
    [InlineData("PT36H", "36 hours")]
    [InlineData("PT90M", "90 minutes")]
    [InlineData("P10Y", "10 years")]
    [InlineData("PT0S", "0 seconds")]
    [InlineData("4bh", "4 business hours")]
    [InlineData("1bh", "1 business hour")]
    [InlineData("1.0bh", "1 business hour")]
    [InlineData("1.5bh", "1.5 business hours")]
    [InlineData("0bh", "0 business hours")]
    [InlineData("30bm", "30 business minutes")]
    [InlineData("1bm", "1 business minute")]
    [InlineData("2bd", "2 business days")]
    [InlineData("1bd", "1 business day")]
    [InlineData("0bd", "0 business days")]
    [InlineData("1bd@close", "close of the 1st business day following")]
    [InlineData("2bd@close", "close of the 2nd business day following")]
    [InlineData("3bd@close", "close of the 3rd business day following")]
    [InlineData("4bd@close", "close of the 4th business day following")]
    [InlineData("11bd@close", "close of the 11th business day following")]
    [InlineData("112bd@close", "close of the 112th business day following")]
    [InlineData("21bd@close", "close of the 21st business day following")]
    [InlineData("-4bh", "4 business hours before")]
    [InlineData("-P1D", "1 day before")]
    [InlineData("-1bd@close", "close of the 1st business day before")]
    public void A_length_keeps_its_written_form_and_says_itself_in_English(string written, string english)
    {
        var length = PolicyDuration.Parse(written);

        Assert.Equal(written, length.ToString());
        Assert.Equal(english, length.Describe());
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("4 hours", "PT30M")]
    [InlineData("4BH", "4bh")]
    [InlineData("pt30m", "PT30M")]
    [InlineData("PT5s", "PT30M")]
    [InlineData(" 4bh", "not a duration")]
    [InlineData("4bh\n", "not a duration")]
    [InlineData("4bh ", "not a duration")]
    [InlineData("+4bh", "not a duration")]
    [InlineData("--4bh", "not a duration")]
    [InlineData("4,5bh", "not a duration")]
    [InlineData(".5bh", "not a duration")]
    [InlineData("٤bh", "not a duration")]
    [InlineData("P", "not a duration")]
    [InlineData("PT", "not a duration")]
    [InlineData("P1DT", "not a duration")]
    [InlineData("P1H", "not a duration")]
    [InlineData("P-1D", "not a duration")]
    [InlineData("PT1.5H", "not a duration")]
    [InlineData("4bh@close", "only business days have @close")]
    [InlineData("1.5bd", "business days are whole")]
    [InlineData("0bd@close", "begins at 1bd@close")]
    [InlineData("-0bd@close", "begins at 1bd@close")]
    public void A_text_that_is_no_length_is_refused_with_a_sentence(string? text, string says)
    {
        Assert.False(PolicyDuration.TryParse(text, out var value, out var fault));

        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.EndsWith(".", fault, StringComparison.Ordinal);
        Assert.True(value.IsZero);
    }

    [Theory]
    [InlineData("P11Y")]
    [InlineData("P121M")]
    [InlineData("P3654D")]
    [InlineData("P523W")]
    [InlineData("PT87673H")]
    [InlineData("P5YT50000H")]
    [InlineData("3654bd")]
    [InlineData("87673bh")]
    [InlineData("5260321bm")]
    [InlineData("-3654bd@close")]
    [InlineData("99999999999999999999999999999999999999999999bh")]
    [InlineData("P99999999999999999999999999999999999999999999Y")]
    [InlineData("PT79228162514264337593543950335S")]
    public void A_length_of_more_than_ten_years_is_refused_as_too_long(string text)
    {
        Assert.False(PolicyDuration.TryParse(text, out _, out var fault));

        Assert.Contains("too long: a duration is at most ten years", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P10Y")]
    [InlineData("P120M")]
    [InlineData("PT87672H")]
    [InlineData("3653bd")]
    [InlineData("87672bh")]
    public void Ten_years_are_not_too_long(string text) => Assert.Equal(text, PolicyDuration.Parse(text).ToString());

    [Fact]
    public void Parsing_nonsense_throws_with_the_same_sentence()
    {
        Assert.False(PolicyDuration.TryParse("soon", out _, out var fault));

        Assert.Equal(fault, Assert.Throws<FormatException>(() => PolicyDuration.Parse("soon")).Message);
    }

    [Theory]
    [InlineData("4bh", true)]
    [InlineData("30bm", true)]
    [InlineData("2bd", true)]
    [InlineData("3bd@close", true)]
    [InlineData("PT4H", false)]
    [InlineData("P2D", false)]
    public void Only_business_units_are_business_time(string text, bool business) =>
        Assert.Equal(business, PolicyDuration.Parse(text).IsBusinessTime);

    [Theory]
    [InlineData("4bh", "-4bh")]
    [InlineData("P1DT12H", "-P1DT12H")]
    [InlineData("3bd@close", "-3bd@close")]
    public void Negating_counts_the_other_way_and_negating_again_comes_back(string there, string back)
    {
        var length = PolicyDuration.Parse(there);

        Assert.False(length.IsNegative);
        Assert.True(length.Negate().IsNegative);
        Assert.Equal(PolicyDuration.Parse(back), length.Negate());
        Assert.Equal(length, length.Negate().Negate());
    }

    [Theory]
    [InlineData("PT0S")]
    [InlineData("P0D")]
    [InlineData("0bd")]
    [InlineData("-0bh")]
    public void Nothing_is_neither_negative_nor_changed_by_negating(string text)
    {
        var nothing = PolicyDuration.Parse(text);

        Assert.True(nothing.IsZero);
        Assert.False(nothing.IsNegative);
        Assert.Equal(nothing, nothing.Negate());
    }

    [Fact]
    public void Lengths_are_equal_when_written_alike_and_the_default_is_no_time()
    {
        Assert.Equal(PolicyDuration.Parse("4bh"), PolicyDuration.Parse("4bh"));
        Assert.Equal(PolicyDuration.Parse("4bh").GetHashCode(), PolicyDuration.Parse("4bh").GetHashCode());
        Assert.NotEqual(PolicyDuration.Parse("PT24H"), PolicyDuration.Parse("P1D"));
        Assert.Equal(PolicyDuration.Parse("PT0S"), default);
        Assert.Equal("0 seconds", default(PolicyDuration).Describe());
    }

    [Fact]
    public void A_length_is_a_string_in_JSON()
    {
        var json = JsonSerializer.Serialize(new Promise(PolicyDuration.Parse("3bd@close")));

        Assert.Equal("""{"Within":"3bd@close"}""", json);
        Assert.Equal(PolicyDuration.Parse("3bd@close"), JsonSerializer.Deserialize<Promise>(json)!.Within);
    }

    [Theory]
    [InlineData("""{"Within":"4 hours"}""", "\"4 hours\" is not a duration")]
    [InlineData("""{"Within":4}""", "written as a string")]
    [InlineData("""{"Within":null}""", "missing")]
    public void JSON_that_is_no_length_is_refused_with_the_sentence(string json, string says)
    {
        var refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Promise>(json));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    private sealed record Promise(PolicyDuration Within);
}
