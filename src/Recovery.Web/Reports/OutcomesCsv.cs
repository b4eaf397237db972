using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using Recovery.Reporting;
using Recovery.Web.Http;

namespace Recovery.Web.Reports;

/// <summary>Outcome rows as a spreadsheet takes them, streamed. What looks like a formula is led by an apostrophe.</summary>
internal sealed class OutcomesCsv(ReportPeriod period) : IResult
{
    private static readonly CsvWriterOptions s_options = new() { Injection = CsvInjection.Escape, NewLine = "\r\n" };

    private static readonly (string Name, Func<OutcomeRow, object?> Value)[] s_columns =
    [
        ("case", r => r.Case.Value),
        ("closed_on", r => LocalDatePattern.Iso.Format(r.ClosedOn)),
        ("opened_at", r => Wire.Time(r.OpenedAt)),
        ("resolved_at", r => Wire.Time(r.ResolvedAt)),
        ("closed_at", r => Wire.Time(r.ClosedAt)),
        ("policy", r => r.PolicyId),
        ("channel", r => r.Channel),
        ("category", r => r.Category),
        ("severity", r => r.Severity),
        ("outcome", r => r.Outcome),
        ("root_cause", r => r.RootCause),
        ("remedy", r => r.RemedyKind),
        ("remedy_amount", r => r.RemedyAmount),
        ("remedy_currency", r => r.RemedyCurrency),
        ("closed_by", r => Wire.Word(r.Manner)),
        ("answered", r => Flag(r.Answered)),
        ("solved", r => Flag(r.Solved)),
        ("satisfaction", r => r.Satisfaction),
        ("would_return", r => Flag(r.WouldReturn)),
        ("recommend", r => r.Recommend),
        ("recovered", r => Flag(r.Recovered)),
        ("recovery_seconds", r => r.RecoveryTime is { } time ? (long)Math.Round(time.TotalSeconds) : null),
        ("reopenings", r => r.Reopenings),
        ("asked_first", r => r.AskedFirst),
        ("highest_level", r => r.HighestLevel),
        ("promises_kept", r => r.PromisesKept),
        ("promises_missed", r => r.PromisesMissed),
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var name = $"outcomes-{LocalDatePattern.Iso.Format(period.From)}-{LocalDatePattern.Iso.Format(period.To)}.csv";
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        var csv = CsvWriter.Create(httpContext.Response.Body, s_options, leaveOpen: true);
        await using (csv)
        {
            await csv.WriteRecordAsync([.. s_columns.Select(c => c.Name)], httpContext.RequestAborted);
            await foreach (var row in httpContext.Service<IReportStore>().OutcomesAsync(period.From, period.To, httpContext.RequestAborted))
            {
                string[] record = [.. s_columns.Select(c => Convert.ToString(c.Value(row), CultureInfo.InvariantCulture) ?? "")];
                await csv.WriteRecordAsync(record, httpContext.RequestAborted);
            }
        }
    }

    private static string? Flag(bool? flag) => flag is { } known ? known ? "true" : "false" : null;
}
