using System.Text;
using NodaTime;
using Recovery.Complaints;
using Recovery.Web.Imports;

namespace Recovery.Local.Tests.Web;

public class ComplaintListTests
{
    private static readonly DateTimeZone s_zone = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly Instant s_now = Instant.FromUtc(2026, 11, 24, 10, 0);

    [Theory]
    [InlineData("description,email,orderReference\nThe tent is torn.,ana@example.org,7\n")]
    [InlineData("email;orderReference;description\r\nana@example.org;7;The tent is torn.\r\n")]
    [InlineData("Order number\tE-Mail\tComplaint\nx\t\t\n7\tana@example.org\tThe tent is torn.")]
    [InlineData("sep=;\r\nORDER_REFERENCE;Description;email\r\n7;\"The tent is torn.\";ana@example.org\r\n;;\r\n\r\n")]
    public void Columns_stand_in_any_order_under_names_that_other_programs_give_them(string csv)
    {
        var complaint = Read(csv).Complaints[^1].Incoming.Complaint;
        Assert.Equal(("The tent is torn.", "ana@example.org", "7"), (complaint.Description, complaint.Email, complaint.OrderReference));
    }

    [Fact]
    public void A_text_keeps_its_line_breaks_separators_and_quotation_marks()
    {
        var list = Read("description,name\r\n\"It says \"\"solid oak\"\",\r\nand it is not.\",Ana\r\n");
        Assert.Equal("It says \"solid oak\",\nand it is not.", Assert.Single(list.Complaints).Incoming.Complaint.Description);
    }

    [Fact]
    public void Windows_1252_is_noticed_and_a_byte_order_mark_is_no_part_of_the_first_column()
    {
        var (old, _) = ComplaintList.Read("description\nDer Sch\u00FCler z\u00E4hlt.\n".Select(c => (byte)c).ToArray(), s_zone, s_now);
        Assert.Equal("Der Schüler zählt.", Assert.Single(old!.Complaints).Incoming.Complaint.Description);
        Assert.Contains("windows-1252", old.Notice, StringComparison.Ordinal);
        var (marked, _) = ComplaintList.Read((byte[])[.. Encoding.UTF8.Preamble, .. "description\nDer Schüler.\n"u8], s_zone, s_now);
        Assert.Equal("Der Schüler.", Assert.Single(marked!.Complaints).Incoming.Complaint.Description);
        Assert.Null(marked.Notice);
        var (wide, _) = ComplaintList.Read((byte[])[.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("description\nDer Schüler.\n")], s_zone, s_now);
        Assert.Equal("Der Schüler.", Assert.Single(wide!.Complaints).Incoming.Complaint.Description);
    }

    [Fact]
    public void Each_refused_row_tells_its_number_its_field_and_the_reason()
    {
        var list = Read("description,email,occurredAt,channel\nGood.,,,\n,ana@example.org,,\nBad.,nobody,2999-01-01,pigeon\nShort.,ana@example.org\nDay.,,2026-11-20,phone\n");
        Assert.Equal([1, 5], list.Complaints.Select(c => c.Number));
        Assert.Equal(Channel.Phone, list.Complaints[1].Incoming.Complaint.Channel);
        Assert.Equal(Instant.FromUtc(2026, 11, 20, 0, 0), list.Complaints[1].Incoming.Complaint.OccurredAt);
        Assert.Equal(
            [(2, "description"), (3, "channel"), (3, "email"), (3, "occurredAt"), (4, "row")],
            list.Refused.Select(r => (r.Row, r.Field)).OrderBy(r => r.Row).ThenBy(r => r.Field, StringComparer.Ordinal));
        Assert.Contains("2 cells, and the heading has 4", list.Refused.Single(r => r.Row == 4).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(list.Refused, r => r.Reason.Contains("pigeon", StringComparison.Ordinal) || r.Reason.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_is_known_again_by_its_id_and_without_one_by_all_that_it_says()
    {
        var list = Read("id,description\nA,One.\nA,Two.\n,Three.\n,Three.\n,Four.\n");
        Assert.Equal(["One.", "Three.", "Four."], list.Complaints.Select(c => c.Incoming.Complaint.Description));
        Assert.Equal([(2, "id"), (4, "row")], list.Refused.Select(r => (r.Row, r.Field)));
        Assert.Equal(Read("description,id\nOther words.,A\n").Complaints[0].Incoming.Case, list.Complaints[0].Incoming.Case);
        Assert.NotEqual(list.Complaints[0].Incoming.Case, list.Complaints[1].Incoming.Case);
    }

    [Fact]
    public void A_column_that_was_nearly_named_right_stops_the_import_and_one_of_another_world_is_left_out()
    {
        Assert.Contains("did you mean email", Fault("description,emial\na,b\n").Reason, StringComparison.Ordinal);
        Assert.Equal(["Warehouse shelf"], Read("description,Warehouse shelf\na,b\n").LeftOut);
        Assert.Contains("second column for email", Fault("description,email,E-Mail\na,b,c\n").Reason, StringComparison.Ordinal);
        Assert.Equal("description", Fault("name,email\nAna,ana@example.org\n").Field);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("PK\u0003\u0004\u0014", "spreadsheet")]
    [InlineData("des\0cription\n", "zero bytes")]
    [InlineData("\"description\nand so on for ever", "never closes")]
    public void What_is_no_list_is_refused_as_a_whole(string csv, string reason) => Assert.Contains(reason, Fault(csv).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_quotation_mark_that_never_closes_costs_its_row_and_says_so()
    {
        var list = Read("description,name\nGood.,Ana\n\"Bad.,Ben\nGood too.,Cem\n");
        Assert.Equal("Good.", Assert.Single(list.Complaints).Incoming.Complaint.Description);
        Assert.Contains("never closes", Assert.Single(list.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_thousand_rows_are_taken_and_one_more_is_not()
    {
        var rows = new StringBuilder("description,email\n");
        for (var i = 0; i < CsvList.MostRows; i++)
            rows.Append("Complaint ").Append(i).Append(",a@example.org\n");
        Assert.Equal(CsvList.MostRows, Read(rows.ToString()).Complaints.Count);
        Assert.Contains("50,000", Fault(rows.Append("One more,a@example.org\n").ToString()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Broken_lists_never_throw(int seed)
    {
        var random = new Random(seed);
        var sound = Encoding.UTF8.GetBytes("sep=;\nid;description;email;occurredAt\n1;\"a \"\"b\"\";\nc\";x@example.org;2026-11-20\n2;ü;;\n");
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = sound.ToArray();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var (list, faults) = ComplaintList.Read(bytes.AsMemory(0, random.Next(bytes.Length + 1)), s_zone, s_now);
            Assert.True(list is null == faults.Count > 0);
        }
    }

    private static ComplaintList Read(string csv)
    {
        var (list, faults) = ComplaintList.Read(Encoding.UTF8.GetBytes(csv), s_zone, s_now);
        Assert.Empty(faults);
        return list!;
    }

    private static Recovery.Web.Http.FieldFault Fault(string csv)
    {
        var (list, faults) = ComplaintList.Read(Encoding.UTF8.GetBytes(csv), s_zone, s_now);
        Assert.Null(list);
        return Assert.Single(faults);
    }
}
