using Recovery.Intake.Mail;

namespace Recovery.Tests.Intake.Mail;

public sealed class DeliveryReportTests
{
    [Theory]
    [InlineData("bounce-rfc3464", "0f3a9c-3-email@shop.example", "failed", "5.1.1")]
    [InlineData("bounce-qmail", "77aa-1-email@shop.example", "failed", "5.1.1")]
    [InlineData("bounce-exim", "88bb-1-email@shop.example", "failed", "5.2.2")]
    public void What_could_not_be_delivered_is_told_by_its_message_id(string file, string id, string action, string status) =>
        Assert.Equal(new DeliveryReport(id, action, status), Received.File(file).Report);

    [Theory]
    [InlineData("abuse-report")]
    [InlineData("holiday-reply")]
    [InlineData("flowed-reply")]
    [InlineData("forwarded-as-attachment")]
    public void Complaints_receipts_and_holidays_are_no_delivery_reports(string file) => Assert.Null(Received.File(file).Report);

    [Theory]
    [InlineData("Action: delayed\r\nStatus: 4.4.1", "delayed", "4.4.1")]
    [InlineData("Action: Delivered (to mailbox)\r\nStatus: 2.0.0", "delivered", "2.0.0")]
    [InlineData("Status: 4.2.2 (mailbox full)", "delayed", "4.2.2")]
    [InlineData("Action: exploded\r\nStatus: 5.0.0", "failed", "5.0.0")]
    [InlineData("Action: delayed\r\nStatus: 4.4.1\r\n\r\nAction: failed\r\nStatus: 5.7.1", "failed", "5.7.1")]
    [InlineData("Reporting-MTA: dns; mx", "failed", null)]
    public void The_worst_that_happened_is_what_is_reported(string fields, string action, string? status)
    {
        var mail = Received.Text($"From: postmaster@mx.example\r\nIn-Reply-To: <1-2-email@shop.example>\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nSorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{fields}\r\n--b--");
        Assert.Equal(new DeliveryReport("1-2-email@shop.example", action, status), mail.Report);
    }

    [Fact]
    public void A_mail_server_that_names_no_mail_has_still_reported_a_failure()
    {
        var mail = Received.Text("From: MAILER-DAEMON@mx.example\r\nSubject: Undeliverable: We have your complaint\r\n\r\nThe mailbox is full.", new MailEnvelope("", []));
        Assert.Equal(new DeliveryReport(null, "failed", null), mail.Report);
    }

    [Fact]
    public void A_customer_who_quotes_a_message_id_reports_nothing()
    {
        var mail = Received.Text("From: ann@example.net\r\nSubject: Undelivered parcel, returned mail\r\n\r\nYou wrote:\r\n> Message-ID: <1-2-email@shop.example>\r\n", new MailEnvelope("ann@example.net", []));
        Assert.Null(mail.Report);
    }
}
