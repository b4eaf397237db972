using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake.Calls;
using Recovery.Intake.Signatures;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Calls as speech services write them down. Who the caller is stands in the address.</summary>
internal static class CallIntakeApi
{
    private const string Twilio = "twilio";

    public static async Task<IResult> ReceiveAsync(HttpContext http)
    {
        var format = http.RouteText("format");
        if (!CallTranscripts.Formats.Contains(format))
            return Problems.NotFound($"There is no such format; there are {string.Join(", ", CallTranscripts.Formats)}.");
        var signed = format == Twilio && http.Service<IntakeAccess>().TwilioAuthToken is not null && !IntakeDoor.HasKey(http);
        if ((signed ? IntakeDoor.TooMany(http) : IntakeDoor.Refuse(http)) is { } refused)
            return refused;
        var (body, problem) = await ChannelBody.ReadAsync(http, CallLimits.Bytes);
        if (body is null)
            return problem!;
        if (signed && !await IsFromTwilioAsync(http, body))
            return IntakeDoor.Unauthorized(http);
        return await TakeAsync(http, format, body);
    }

    private static async Task<IResult> TakeAsync(HttpContext http, string format, byte[] body)
    {
        var query = IntakeParking.Query(http);
        try
        {
            var (details, faults) = CallDetailsReader.Read(query, http.Service<IClock>().GetCurrentInstant());
            if (details is null)
                return await KeepAsync(http, format, body, query, faults);
            return await http.Service<CallIntake>().ReceiveAsync(format, body, details, http.RequestAborted) switch
            {
                Done done => Json.Of(new { CaseId = done.Case.Id.Value, done.Case.Reference, Outcome = CallIntake.Outcome(done) }),
                NotDone refused => await KeepAsync(http, format, body, query, [new FieldFault(refused.Refusal.Field ?? "body", refused.Refusal.Reason)]),
                var other => throw new InvalidOperationException($"A call came to {other.GetType().Name}."),
            };
        }
        catch (UnreadableTranscriptException unreadable)
        {
            return await KeepAsync(http, format, body, query, [new FieldFault(unreadable.Field, unreadable.Reason)]);
        }
    }

    private static async Task<IResult> KeepAsync(HttpContext http, string format, byte[] body, string query, IReadOnlyList<FieldFault> faults) =>
        Problems.Invalid(faults, await IntakeParking.ParkAsync(
            http, $"calls/{format}", IntakeParking.Reason(faults), SpokenNumbers.MaskDocument(body).Body, http.Request.ContentType, SpokenNumbers.Mask(query).Text));

    private static async Task<bool> IsFromTwilioAsync(HttpContext http, byte[] body)
    {
        var (token, signature) = (http.Service<IntakeAccess>().TwilioAuthToken!, http.Request.Headers[TwilioSignature.Header].ToString());
        var url = Links.Site(http) + http.Request.Path + http.Request.QueryString;
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return TwilioSignature.IsValidBody(token, url, body, signature);
        try
        {
            using var reader = new FormReader(new MemoryStream(body, writable: false), Encoding.UTF8) { ValueLengthLimit = CallLimits.Bytes };
            var fields = await reader.ReadFormAsync(http.RequestAborted);
            return TwilioSignature.IsValid(token, url, fields.SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v ?? ""))), signature);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
