using Microsoft.AspNetCore.Http;
using Recovery.Reporting;
using Recovery.Web.Http;
using Recovery.Web.Reports;

namespace Recovery.Web.Customers;

/// <summary>How we do, told to everybody: the last 90 days, with what is not known beside what is.</summary>
internal static class PublicStatistics
{
    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        var period = ReportPeriod.Last(ReportPeriod.DefaultDays, http);
        var summary = Summary.From(await http.Service<IReportStore>().RollupsAsync(period.From, period.To, http.RequestAborted));
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.Headers.Remove("X-Robots-Tag");
        return Page.Of<StatisticsPage>(new { Summary = summary, From = period.From, To = period.To, Least = http.Service<SiteOptions>().PublicStatisticsFrom });
    }
}
