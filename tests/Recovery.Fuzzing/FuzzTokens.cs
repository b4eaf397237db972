namespace Recovery.Fuzzing;

/// <summary>Words that make parsers go another way.</summary>
internal static class FuzzTokens
{
    public static readonly string[] Mime =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "--", "\r\n--b1", "--b1--\r\n", "Content-Type: multipart/mixed; boundary=b1\r\n", "boundary=\"\"", "boundary=b1",
        "Content-Type: message/rfc822\r\n\r\n", "Content-Type: text/html; charset=utf-16\r\n", "charset=utf-7", "charset=shift_jis", "charset=iso-2022-jp",
        "charset=x-nothing", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "=\r\n", "=3D", "=?utf-8?q?=0A?=",
        "=?utf-8?b?/w==?=", "=?", "?=", "=?iso-2022-jp?b?GyRC?=", "filename*0*=utf-8''a", "filename*1=b", "name*99999999999=x", "format=flowed; delsp=yes",
        "Content-Type: message/delivery-status\r\n\r\n", "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n", "From ", "From: <>,,;:\r\n",
        "(((((", "\"\\", "<<>>", "@", ":;", "\u0000", "\u001b$B", "\u00ff\u00fe", "<html><table><td>", "&#x10ffff;", "begin 644 a\r\n", "-- \r\n",
        "Date: Sun, 31 Feb 99999 99:99:99 +9999\r\n", "References: <a@b> <c@d>\r\n",
    ];

    public static readonly string[] Json =
    [
        "{", "}", "[", "]", "[[[[[[[[", "null", "true", "1e999", "\"", "\\u0000", "\\ud83d", "\\udc00\\ud83d", "\"Headers\": [{}],", "\"TextBody\": 5,", "\"FromFull\": null,", "\"value\": {},",
        "\"RawEmail\": \"From: a@b\\r\\n\\r\\nx\",", "\"Attachments\": [{\"Content\": \"/w==\"}],", ",,", "\\r\\nBcc: a@b", "\u00ff",
    ];

    public static readonly string[] Forms =
    [
        "\r\n--xYzZY7711\r\n", "--xYzZY7711--", "Content-Disposition: form-data; name=\"headers\"\r\n\r\n", "name=\"charsets\"", "name=\"email\"", "name=\"envelope\"", "name=\"body-mime\"",
        "{\"text\":\"utf-16\"}", "{\"text\":\"utf-7\",\"html\":\"x-none\"}", "[[\"a\"]]", "[[1,2]]", "&body-plain=%ff%fe", "&message-headers=%5B%5D", "%00", "%", "filename=\"", "\u0000", "\u00ff",
    ];

    public static readonly string[] Lists =
    [
        ",", ";", "\t", "\"", "\"\"", "\r\n", "\n", "\r", ",,,,,,,,,,,,,,,,,,,,", "id", "email", "description", "emial", "\ufeff", "\u0000", "=HYPERLINK(", "2026-11-20 10:00", "9999-99-99T99:99:99Z", "yes", "x",
    ];

    public static readonly string[] Html =
    [
        "<", ">", "</", "<!--", "-->", "<![CDATA[", "<table>", "<td>", "<tr>", "</table>", "<blockquote>", "</blockquote>", "<ul><li>", "<ol start=-5>", "</ol>", "<a href='http://a b'>", "</a>",
        "<div style='display:none'>", "<p hidden>", "<script>", "</script>", "<textarea>", "<plaintext>", "<pre>", "&#x0;", "&#1114111;", "&notit;", "<br>", "\u0000", "<img alt='",
    ];

    public static readonly string[] Quotes =
    [
        "\n", "\r", "\n\n", "> ", ">>", "-- \n", "--\n", "On 3 Nov 2026 at 10:00, a@b wrote:\n", "Am 3. November 2026 schrieb a@b:\n", "From: a\nSent: b\nTo: c\n", "Von: a\nGesendet: b\n", "-----Original Message-----\n",
        "________________________________\n", "Sent from my iPhone\n", ":", "wrote:", "@", "\u00a0", "\u2028",
    ];

    public static readonly string[] Call =
    [
        "{", "}", "[", "]", "\"", "\\", "\\ud800", "null", "[[[[[[[[[[[[", "-1", "1e308", "NaN", "\"NaN\"", "99999999999999999999", "PT-1S", "P99999999999D",
        "00:00:00.000 --> 99:99.999", " --> ", "-->", "<v ", "<v.a b>", "</v>", "&#x110000;", "&#xD800;", "&lt;", "WEBVTT", "NOTE", "STYLE", "REGION", "\n\n",
        "Agent: ", "[00:00:01] ", "(1:02):", "4111 1111 1111 1111 ", "four one one one ", "double ", "triple oh ", "vier eins ", "doppel", "einundvierzig ", "security code ",
        "card number ", "expiry ", "12/26 ", "DE89 3704 ", "sort code ", "password is ", "[card number]", "\"confidence\":\"2\"", "\"start_time\":\"-4\"",
        "TranscriptionText=", "&", "%zz", "\u0000", "\u0301", "\u202e", "\ufeff",
    ];
}
