using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Recovery.Cases;
using Recovery.Web.Console;
using Recovery.Web.Http;
using Recovery.Web.Intake;

namespace Recovery.Web.Identity;

/// <summary>Begins and ends a console session: a one-time code or the staff token for the secret, a name for the record.</summary>
internal static class SignIn
{
    private const string Path = "/console/sign-in";

    /// <summary>Somebody unknown has asked for a console page.</summary>
    public static IResult Ask(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            return Notices.Say(StatusCodes.Status401Unauthorized, "You are signed out",
                "Nothing was changed. Sign in again in another tab, then go back to the last page here and send it once more: your browser keeps what you typed.");
        return Page.SeeOther($"{Path}?return={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString.ToString())}");
    }

    public static async Task<IResult> ShowAsync(HttpContext http)
    {
        if (http.RequestServices.GetService<TokenStaffIdentity>() is null)
            return await ElsewhereAsync(http);
        var code = http.Request.Query["code"].ToString();
        var fault = code.Length > 0 && !await IsGoodAsync(http, code)
            ? "This sign-in link has been used, or is not one of ours. Enter the staff token instead, or start the program again for a new link."
            : null;
        return Show(http, fault is null ? code : "", http.Request.Query["return"].ToString(), "", "", fault, StatusCodes.Status200OK);
    }

    public static async Task<IResult> SubmitAsync(HttpContext http)
    {
        if (http.RequestServices.GetService<TokenStaffIdentity>() is not { } identity)
            return Notices.NoSuchPage();
        if (http.Service<SourceLimits>().SignIn(http) is { } wait)
            return Notices.TooMany(http, wait);
        var (form, unread) = await FormPost.ReadAsync(http);
        if (form is null)
            return unread!;

        IResult Again(string fault, int status = StatusCodes.Status422UnprocessableEntity) =>
            Show(http, form["code"], form["return"], form["person"], form["name"], fault, status);

        if (!form.Genuine)
            return Again(FormPost.Expired, StatusCodes.Status400BadRequest);
        var faults = new List<FieldFault>();
        var name = form["person"].Length > 0 ? form["person"] : new FieldReader(form.Fields, faults).Text("name", TokenStaffIdentity.LongestName);
        if (faults.Count > 0)
            return Again($"Your name {faults[0].Reason}.");
        if (string.IsNullOrEmpty(name))
            return Again("Choose who you are, or enter a name: it stands beside what you do.");
        if (form["code"].Length > 0 ? !await RedeemAsync(http, form["code"]) : !identity.IsToken(form["token"].Trim()))
            return form["code"].Length > 0
                ? Show(http, "", form["return"], form["person"], form["name"], "This sign-in link has been used. Enter the staff token instead.", StatusCodes.Status401Unauthorized)
                : Again("That is not the staff token of this installation.", StatusCodes.Status401Unauthorized);

        identity.Begin(http, identity.Named(name));
        return Page.SeeOther(Local(form["return"]));
    }

    public static async Task<IResult> EndAsync(HttpContext http)
    {
        if (await FormPost.ReadAsync(http) is not ({ Genuine: true }, _))
            return Notices.Say(StatusCodes.Status400BadRequest, "You are still signed in", "The page was open for too long. Go back to the console and sign out there.");
        TokenStaffIdentity.End(http);
        return Page.SeeOther(http.Service<SiteOptions>().SignOutUrl ?? Path);
    }

    // Whoever is signed in there and is not staff would come back here at once, and so on for ever.
    private static async ValueTask<IResult> ElsewhereAsync(HttpContext http)
    {
        if (http.Service<SiteOptions>().SignInUrl is not { } elsewhere)
            return Notices.NoSuchPage();
        var identity = http.Service<IStaffIdentity>();
        if (identity.IsStranger(http))
            return Notices.Say(StatusCodes.Status403Forbidden, "You are signed in, but not as staff",
                "Whoever runs this site gives the role that opens the console. It holds from the next time that you sign in.");
        var back = Local(http.Request.Query["return"].ToString());
        return Page.SeeOther(await identity.IdentifyAsync(http) is not null ? back : elsewhere.Replace(SiteOptions.ReturnPlace, Uri.EscapeDataString(back), StringComparison.Ordinal));
    }

    /// <summary>Only a page of the console; never another site.</summary>
    internal static string Local(string path) =>
        path.StartsWith("/console", StringComparison.Ordinal) && !path.StartsWith(Path, StringComparison.Ordinal) && !path.Any(c => char.IsControl(c) || c == '\\')
            && path.Length <= 500
            ? path
            : "/console";

    private static IResult Show(HttpContext http, string code, string back, string person, string name, string? fault, int status) =>
        Page.Of<SignInPage>(new
        {
            Keys = FormKeys.Issue(http),
            People = http.Service<IPolicyLibrary>().Current.Document.People,
            Organisation = http.Service<IPolicyLibrary>().Current.Document.Organisation.Name,
            Code = code,
            Return = Local(back),
            Person = person,
            Name = name,
            Fault = fault,
        }, status);

    private static async ValueTask<bool> IsGoodAsync(HttpContext http, string code) =>
        http.RequestServices.GetService<ISignInCodes>() is { } codes && await codes.IsValidAsync(code);

    private static async ValueTask<bool> RedeemAsync(HttpContext http, string code) =>
        http.RequestServices.GetService<ISignInCodes>() is { } codes && await codes.RedeemAsync(code);
}
