using Recovery.Intake;

namespace Recovery.Tests.Intake;

public class LikenessTests
{
    [Theory]
    [InlineData("The kettle arrived broken.", "the KETTLE arrived broken!!")]
    [InlineData("Das Päckchen ist beschädigt angekommen, bitte um Ersatz.", "Das Packchen ist beschadigt angekommen. Bitte um Ersatz!")]
    [InlineData("快递一直没有送到，请尽快处理", "快递一直没有送到，请尽快帮忙处理")]
    [InlineData("พัสดุยังไม่มาถึงเลย", "พัสดุยังไม่มาถึง")]
    [InlineData("Broken", "broken.")]
    public void What_says_much_the_same_is_alike(string a, string b) => Assert.InRange(Likeness.Of(a, b), 0.6, 1);

    [Theory]
    [InlineData("Where is my parcel?", "Where is my refund?")]
    [InlineData("It is not working and I want my money back.", "It is not here and I want my parcel now.")]
    [InlineData("快递一直没有送到，请尽快处理", "发票金额不对，请重新开一张给我")]
    [InlineData(
        "พัสดุของฉันยังไม่มาถึงเลย ฉันรอมาสองสัปดาห์แล้วและไม่มีใครรับโทรศัพท์ กรุณาช่วยตรวจสอบให้ด้วย",
        "ฉันถูกเรียกเก็บเงินสองครั้งสำหรับใบแจ้งหนี้เดียวกัน กรุณาคืนเงินให้ฉันภายในสัปดาห์นี้ด้วยครับ ขอบคุณมาก")]
    [InlineData("Hello", "Hello, the kettle that I bought in your shop last week arrived broken.")]
    [InlineData("", "")]
    [InlineData("!!!", "!!!")]
    [InlineData("Broken", "")]
    public void What_says_something_else_is_not(string a, string b) => Assert.InRange(Likeness.Of(a, b), 0, 0.49);

    [Fact]
    public void It_is_the_same_both_ways_and_whole_with_itself()
    {
        const string one = "My parcel 快递 has not come", other = "The parcel came 没有 late";
        Assert.Equal(Likeness.Of(one, other), Likeness.Of(other, one));
        Assert.Equal(1, Likeness.Of(one, one));
    }

    [Fact]
    public void A_very_long_text_is_judged_by_its_start()
    {
        var start = string.Join(' ', Enumerable.Range(0, 2_500).Select(n => $"word{n}"));
        Assert.Equal(1, Likeness.Of(start, start + string.Concat(Enumerable.Repeat(" and more of it", 100_000))));
    }
}
