using Microsoft.AspNetCore.Http;
using Recovery.Cases;
using Recovery.Web.Http;

namespace Recovery.Web.Customers;

/// <summary>What a customer is shown once their complaint is taken.</summary>
internal static class Received
{
    /// <summary>
    /// Their own page. Where the complaint joined a case that was there before, that case's page is not given out: it was found by
    /// an address that anybody can type.
    /// </summary>
    /// <param name="own">The case that the complaint would be by itself.</param>
    public static IResult Answer(HttpContext http, CaseId own, Case taken) => taken.Id == own
        ? Page.SeeOther($"{Links.StatusPath(http, own)}?said=received")
        : Notices.Say(StatusCodes.Status200OK, "Thank you: we have it",
            "We knew of this failure, and had opened a case about it before you wrote. What you wrote is with that case now, so that you need not say it twice.",
            "The link to it is in the message that we sent to the customer whom it is about. We do not show it here: we cannot tell from an address alone who is writing.");
}
