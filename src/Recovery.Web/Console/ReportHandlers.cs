using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using Recovery.Reporting;
using Recovery.Web.Components;
using Recovery.Web.Http;
using Recovery.Web.Reports;

namespace Recovery.Web.Console;

internal static class ReportHandlers
{
    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        var (period, faults) = ReportPeriod.Of(http);
        var summary = Summary.From(await http.Service<IReportStore>().RollupsAsync(period.From, period.To, http.RequestAborted));
        string Shown(string name, NodaTime.LocalDate used) => faults.Count > 0 ? http.Request.Query[name].ToString() : LocalDatePattern.Iso.Format(used);
        var values = new Dictionary<string, string> { ["from"] = Shown("from", period.From), ["to"] = Shown("to", period.To) };
        return Page.Of<ReportsPage>(
            new { Frame = ConsoleFrame.Of(http), Summary = summary, From = period.From, To = period.To, Period = new FormState(values, faults) },
            faults.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
