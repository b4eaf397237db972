using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace Recovery.Web.Imports;

/// <summary>Refused rows as a spreadsheet takes them. What looks like a formula is led by an apostrophe.</summary>
/// <param name="fileName">Letters, digits and hyphens.</param>
internal sealed class RefusedCsv(IReadOnlyList<RefusedRow> refused, string fileName) : IResult
{
    private static readonly CsvWriterOptions s_options = new() { Injection = CsvInjection.Escape, NewLine = "\r\n" };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}.csv\"";
        var csv = CsvWriter.Create(httpContext.Response.Body, s_options, leaveOpen: true);
        await using (csv)
        {
            await csv.WriteRecordAsync(["row", "field", "reason"], httpContext.RequestAborted);
            foreach (var row in refused)
                await csv.WriteRecordAsync([row.Row.ToString(CultureInfo.InvariantCulture), row.Field, row.Reason], httpContext.RequestAborted);
        }
    }
}
