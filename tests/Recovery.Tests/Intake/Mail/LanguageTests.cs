using System.Text;

namespace Recovery.Tests.Intake.Mail;

/// <summary>Customers write in their own language, and their programs in whatever charset they like.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("german-latin1", "Jürgen Köhler", "Bestellung 20871 nicht angekommen, über drei Wochen", "Ich möchte mein Geld zurück, und zwar diese Woche.")]
    [InlineData("french-windows1252", "Lefèvre, Hélène", "Débit en double – commande 3312", "débitée deux fois de 49,90 € pour la commande")]
    [InlineData("polish-latin2", "Łukasz Żółć", "Zniszczona paczka, zamówienie 5518", "kurier odmówił spisania protokołu. Proszę o zwrot pieniędzy")]
    [InlineData("russian-koi8r", "Ольга Петрова", "Не вернули деньги за заказ 771", "Вы обещали перезвонить ещё в понедельник.")]
    [InlineData("japanese-iso2022jp", "佐藤 花子", "炊飯器が動きません。返金をお願いします（注文番号 90311）", "三度電話しましたが、誰も折り返してくれません。")]
    [InlineData("japanese-shiftjis", "田中 一郎", "商品違い", "赤い傘を頼んだのに、黒い帽子が届きました。")]
    [InlineData("chinese-gb18030", "王小明", "退款一直没有到账，订单 66120", "王小明 𠮷")]
    [InlineData("swedish-utf16", "Åsa Öberg", "Återbetalning, ärende 812", "jag har väntat på återbetalningen i två månader.")]
    public void Name_subject_and_text_are_read_in_the_customers_charset(string file, string name, string subject, string text)
    {
        var mail = Received.File(file);
        Assert.Equal(name, mail.FromName);
        Assert.Equal(subject, mail.Subject);
        Assert.Contains(text, mail.Text + mail.Folded, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', mail.Text);
        Assert.Empty(mail.Oddities.ToArray());
    }

    [Fact]
    public void A_wrong_label_is_noticed_and_the_text_read_all_the_same()
    {
        var mail = Received.File("wrong-label-utf8");
        Assert.Contains("„beim Nachbarn“ abgegeben, den es nicht gibt. 85 € sind weg.", mail.Text, StringComparison.Ordinal);
        Assert.Equal(["the charset says utf-8, but it is windows-1252"], mail.Oddities.ToArray());
    }

    [Theory]
    [InlineData("us-ascii", "utf-8", "the charset says us-ascii, but it is utf-8")]
    [InlineData("us-ascii", "windows-1252", "the charset says us-ascii, but it is windows-1252")]
    [InlineData("iso-8859-1", "utf-8", "the charset says iso-8859-1, but it is utf-8")]
    [InlineData("iso-8859-1", "utf-16", "the charset says iso-8859-1, but it is utf-16")]
    [InlineData("utf-16", "utf-8", "the charset says utf-16, but it is utf-8")]
    [InlineData("x-martian", "windows-1252", "the charset x-martian is not known here; it was read as windows-1252")]
    [InlineData("utf-7", "utf-8", "the charset utf-7 is not known here; it was read as utf-8")]
    [InlineData("utf-16be", "utf-16be", null)]
    [InlineData("utf-16", "utf-16be", null)]
    [InlineData("utf-16", "utf-16le", null)]
    [InlineData("utf-8", "utf-8", null)]
    [InlineData("\"UTF8\"", "utf-8", null)]
    [InlineData("iso-8859-1", "windows-1252", null)]
    public void Whatever_the_label_says_the_words_come_through(string label, string actual, string? oddity)
    {
        const string Words = "Ich möchte 85 € zurück,\nund zwar sofort.";
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(actual) ?? Encoding.GetEncoding(actual);
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes($"From: ann@example.net\r\nContent-Type: text/plain; charset={label}\r\n\r\n"),
            .. actual == "utf-16" ? encoding.Preamble : [], .. encoding.GetBytes(Words),
        ];
        var mail = Received.Bytes(bytes);
        Assert.Equal(Words, mail.Text);
        Assert.Equal(oddity is null ? [] : [oddity], mail.Oddities.ToArray());
    }

    [Fact]
    public void One_broken_character_does_not_spoil_the_rest()
    {
        byte[] bytes = [.. "From: a@example.net\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße, schöne Grüße "u8, 0xE2, 0x82];
        Assert.Equal("Grüße, schöne Grüße \uFFFD", Received.Bytes(bytes).Text);
    }

    [Fact]
    public void A_page_names_its_own_charset_where_the_mail_does_not()
    {
        var mail = Received.Text("From: a@example.pl\r\nContent-Type: text/html\r\n\r\n<meta charset=\"iso-8859-2\"><p>Prosz\u00ea o zwrot pieni\u00eadzy</p>");
        Assert.Equal("Proszę o zwrot pieniędzy", mail.Text);
    }
}
