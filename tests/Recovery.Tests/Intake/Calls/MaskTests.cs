using System.Text;
using System.Text.Json;
using Recovery.Intake.Calls;

namespace Recovery.Tests.Intake.Calls;

/// <summary>What must never be stored is not, and what the case needs stays.</summary>
public sealed class MaskTests
{
    [Theory]
    [InlineData("My card is 4111 1111 1111 1111.", "My card is [card number].")]
    [InlineData("4111-1111-1111-1111", "[card number]")]
    [InlineData("it is 4111111111111111 thanks", "it is [card number] thanks")]
    [InlineData("378282246310005", "[card number]")]
    [InlineData("4,1,1,1, 1,1,1,1, 1,1,1,1, 1,1,1,1", "[card number]")]
    [InlineData("four one one one one one one one one one one one one one one one", "[card number]")]
    [InlineData("Four one one one, double one double one, uh, triple one one, and one one one one okay", "[card number] okay")]
    [InlineData("forty one eleven eleven eleven eleven eleven eleven eleven", "[card number]")]
    [InlineData("five five five five, quadruple five, double five five five, double four double four", "[card number]")]
    [InlineData("four thousand one double oh oh oh oh oh oh oh oh oh two", "four thousand one double oh oh oh oh oh oh oh oh oh two")]
    [InlineData("vier eins eins eins, doppel eins doppeleins, zweimal die eins eins eins, eins eins eins eins", "[card number]")]
    [InlineData("einundvierzig elf elf elf elf elf elf elf", "[card number]")]
    [InlineData("vier null null null, null null null null, null null null null, null null null zwei", "[card number]")]
    [InlineData("４１１１ １１１１ １１１１ １１１１", "[card number]")]
    public void A_card_is_masked_however_it_is_said(string said, string kept) => Assert.Equal(kept, SpokenNumbers.Mask(said).Text);

    [Theory]
    [InlineData("The security code is one two three.", "The security code is [security code].")]
    [InlineData("CVV 123 and then my order 123456", "CVV [security code] and then my order 123456")]
    [InlineData("Die Prüfnummer ist sieben drei sieben, bitte.", "Die Prüfnummer ist [security code], bitte.")]
    [InlineData("the last three digits on the card are nine oh nine", "the last three digits on the card are [security code]")]
    [InlineData("card 4111 1111 1111 1111, expiry 12/26", "card [card number], expiry [expiry date]")]
    [InlineData("card 4111 1111 1111 1111 valid until december 2026", "card [card number] valid until december [expiry date]")]
    [InlineData("meine Karte ist gültig bis zwölf sechsundzwanzig", "meine Karte ist gültig bis [expiry date]")]
    [InlineData("My PIN is 4 8 2 9", "My PIN is [PIN]")]
    [InlineData("the one time passcode was 882193", "the one time passcode was [PIN]")]
    [InlineData("my password is Sunshine99, all one word", "my password is [password], all one word")]
    [InlineData("Passwort: geheim!Katze", "Passwort: [password]")]
    [InlineData("My IBAN is DE89 3704 0044 0532 0130 00.", "My IBAN is [IBAN].")]
    [InlineData("GB29 NWBK 6016 1331 9268 19 is where it goes", "[IBAN] is where it goes")]
    [InlineData("D E acht neun drei sieben null vier null null vier vier null fünf drei zwei null eins drei null null null", "[IBAN]")]
    [InlineData("sort code 20-00-00, account number 55779911", "sort code [sort code], account number [account number]")]
    [InlineData("Meine Kontonummer ist 532013000, Bankleitzahl 37040044", "Meine Kontonummer ist [account number], Bankleitzahl [sort code]")]
    [InlineData("my national insurance number is QQ 12 34 56 C", "my national insurance number is [national insurance number]")]
    [InlineData("my social security number is 078-05-1120", "my social security number is [social security number]")]
    public void What_is_introduced_is_masked_with_its_own_name(string said, string kept) => Assert.Equal(kept, SpokenNumbers.Mask(said).Text);

    [Theory]
    [InlineData("My order number is 4401-88213-2026 and it came on 22.11.2026.")]
    [InlineData("The tracking number is 8830 1245 5512 9937 2210.")]
    [InlineData("order number 7992739871322")]
    [InlineData("Ring me on +44 7700 900 123 or 0161 496 0123, after 18:30.")]
    [InlineData("Call me on zero seven seven double zero nine hundred one two three.")]
    [InlineData("You took 19.99, 20.00, 35.50 and 1,234.56 pounds.")]
    [InlineData("It was on 2026-11-20 and again on 2026-11-21 and 2026-11-22.")]
    [InlineData("I have called one, two, three, four times; no one of you helped.")]
    [InlineData("I paid four hundred and forty nine pounds for one of them in twenty twenty six.")]
    [InlineData("My account number is 12345678, look it up.")]
    [InlineData("The voucher expires 12/26.")]
    [InlineData("I reset my password and it is still not working. The password is wrong, they say.")]
    [InlineData("Please pin it down, I waited 45 minutes.")]
    [InlineData("Die Bestellnummer ist vier eins eins eins zwei zwei acht drei, Rechnung 2026-00871.")]
    [InlineData("Meine Handynummer ist null eins sieben null eins zwei drei vier fünf sechs sieben.")]
    [InlineData("0000 0000 0000 0000")]
    public void What_the_case_needs_stays(string said) => Assert.Equal((said, 0), SpokenNumbers.Mask(said));

    [Fact]
    public void A_card_is_masked_over_the_turns_of_two_people_who_read_it_to_each_other()
    {
        var call = Payload.Read("twilio/refund-spoken-card.json");
        var all = string.Join('\n', call.Lines.Select(l => l.Text));
        Assert.DoesNotContain("one one", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("double one", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("seven three seven", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("twenty eight", all, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Yes, it is [card number].", all, StringComparison.Ordinal);
        Assert.Contains("[expiry date], and the code is [security code].", all, StringComparison.Ordinal);
        Assert.Contains("[security code]. Thank you. The refund of 212.50 pounds will be there on 27 November 2026.", all, StringComparison.Ordinal);
        Assert.Contains("Booking BT 774 120 986 355.", all, StringComparison.Ordinal);
        Assert.Contains("07700 900 456", all, StringComparison.Ordinal);
        Assert.True(call.Masked >= 3, $"{call.Masked} were counted");
    }

    [Fact]
    public void A_card_that_is_said_in_pieces_with_sentences_between_is_masked()
    {
        var call = Payload.Read("text", """
            Agent: Could you read me your card number?
            Caller: Four one one one. Hang on, I need my other glasses, they are here somewhere.
            Caller: Here we are now. One one one one.
            Agent: And the next ones when you are ready, there is no hurry at all with this one, really none.
            Caller: It says one one one one here, and at the end one one one one.
            """);
        var all = string.Join('\n', call.Lines.Select(l => l.Text));
        Assert.DoesNotContain("one one", all, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("I need my other glasses", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Masking_twice_changes_nothing_more()
    {
        var once = SpokenNumbers.Mask("card number 4111 1111 1111 1111, security code 123, order 1234567, then 456 of them").Text;
        Assert.Equal("card number [card number], security code [security code], order 1234567, then 456 of them", once);
        Assert.Equal((once, 0), SpokenNumbers.Mask(once));
    }

    [Theory]
    [InlineData("azure-speech/fridge-two-channels.json")]
    [InlineData("acs/hotel-flat.json")]
    [InlineData("amazon/parcel-channels.json")]
    [InlineData("amazon/transfer-three-speakers.json")]
    [InlineData("webvtt/washing-machine.vtt")]
    public void A_document_with_nothing_to_mask_keeps_every_byte(string name)
    {
        var body = Payload.Bytes(name);
        Assert.Equal(0, SpokenNumbers.MaskDocument(body).Masked);
        Assert.True(SpokenNumbers.MaskDocument(body).Body.Span.SequenceEqual(body));
    }

    [Fact]
    public void Words_that_are_listed_one_by_one_are_masked_in_a_document()
    {
        var words = "my card is four one one one one one one one one one one one one one one one thanks".Split(' ');
        var json = JsonSerializer.Serialize(new { jobName = "4111111111111111", items = words.Select((w, i) => new { start_time = $"{i}.25", alternatives = new[] { new { confidence = "0.99", content = w } } }) });
        var (masked, count) = SpokenNumbers.MaskDocument(json);
        Assert.True(count > 0);
        Assert.DoesNotContain("\"four\"", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("\"one\"", masked, StringComparison.Ordinal);
        Assert.Contains("\"thanks\"", masked, StringComparison.Ordinal);
        Assert.Contains("\"16.25\"", masked, StringComparison.Ordinal);
        using var still = JsonDocument.Parse(masked);
        Assert.Equal(words.Length, still.RootElement.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("{\"text\":\"card 4111 1111 1111 1111\",\"lin", "{\"text\":\"card [card number]\",\"lin")]
    [InlineData("{\"text\":\"card 4111 1111 11\\u0031\\u0031 1111", "{\"text\":\"card [card number]\"")]
    [InlineData("[00:01:02] Caller: \"my card\" is 4111 1111 1111 1111", "[00:01:02] Caller: \"my card\" is [card number]")]
    [InlineData("CallSid=CA1&TranscriptionText=card+4111+1111+1111+1111", "CallSid=CA1&TranscriptionText=card+%5Bcard+number%5D")]
    public void What_cannot_be_read_is_masked_all_the_same(string body, string kept) => Assert.Equal(kept, SpokenNumbers.MaskDocument(body).Text);

    [Fact]
    public void Bytes_of_another_charset_are_kept()
    {
        byte[] body = [.. Encoding.Latin1.GetBytes("Prüfung äöü "), .. "4111 1111 1111 1111"u8, 0xFC];
        Assert.Equal([.. Encoding.Latin1.GetBytes("Prüfung äöü [card number]"), 0xFC], SpokenNumbers.MaskDocument(body).Body.ToArray());
    }
}
