using Recovery.Messages;

namespace Recovery.Tests.Messages;

public sealed class WordsTests
{
    [Theory]
    [InlineData("My parcel\r\nnever\tcame.", "My parcel never came.")]
    [InlineData("  spaced   out  ", "spaced out")]
    [InlineData("", "")]
    [InlineData("Buy at https://shop.example/x?y=1 now", "Buy at [link] now")]
    [InlineData("Buy at HTTP://SHOP.EXAMPLE now", "Buy at [link] now")]
    [InlineData("Buy at www.shop.example!", "Buy at [link]")]
    [InlineData("Buy at shop.com.", "Buy at [link]")]
    [InlineData("Buy at (cheap-pills.co.uk) today", "Buy at [link] today")]
    [InlineData("Buy at shop.museum/offer", "Buy at [link]")]
    [InlineData("Buy at shop.com:8080/offer", "Buy at [link]")]
    [InlineData("[win](http://a.example)", "[link]")]
    [InlineData("Write to ann@shop.example please", "Write to [address] please")]
    [InlineData("mailto:ann@shop.example", "[link]")]
    [InlineData("It was late.Then it was lost", "It was late.Then it was lost")]
    [InlineData("I paid 3.50 at 10:30, size 4/5 and/or 6", "I paid 3.50 at 10:30, size 4/5 and/or 6")]
    [InlineData("@home and 5 @ 3", "@home and 5 @ 3")]
    public void Words_are_quoted_on_one_line_without_addresses(string text, string quoted) => Assert.Equal(quoted, Words.Excerpt(text, 200));

    [Theory]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("one two three", 12, "one two…")]
    [InlineData("one two three", 8, "one two…")]
    [InlineData("one two three", 7, "one…")]
    [InlineData("one two three", 4, "one…")]
    [InlineData("incomprehensibilities", 8, "incompr…")]
    [InlineData("😢😢😢😢", 4, "😢…")]
    public void A_long_text_ends_between_words_with_an_ellipsis(string text, int max, string quoted) => Assert.Equal(quoted, Words.Excerpt(text, max));

    [Fact]
    public void No_text_makes_an_excerpt_longer_than_asked()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 120)).Select(_ => "ab .@/:\n\uD83D\uDE22é"[random.Next(11)])]);
            var max = random.Next(2, 40);
            var excerpt = Words.Excerpt(text, max);
            Assert.True(excerpt.Length <= max, excerpt);
            Assert.DoesNotContain('\n', excerpt);
        }

        Assert.Equal("a a…", Words.Excerpt(string.Concat(Enumerable.Repeat("a ", 1_000_000)), 5));
    }
}
