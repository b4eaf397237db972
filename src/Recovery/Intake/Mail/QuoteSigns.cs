using System.Collections.Immutable;

namespace Recovery.Intake.Mail;

/// <summary>How mail programs of one language mark what their user did not write now. A further language is one more entry.</summary>
internal sealed record QuoteSigns
{
    /// <summary>Verbs of the line above a quotation: "On Monday, Shop wrote:".</summary>
    public required ImmutableArray<string> Wrote { get; init; }

    /// <summary>First words of that line.</summary>
    public required ImmutableArray<string> On { get; init; }

    /// <summary>Outlook's header block.</summary>
    public required ImmutableArray<string> From { get; init; }

    public required ImmutableArray<string> Sent { get; init; }

    public required ImmutableArray<string> To { get; init; }

    public required ImmutableArray<string> Subject { get; init; }

    /// <summary>Between the dashes of "-----Original Message-----".</summary>
    public required ImmutableArray<string> Original { get; init; }

    /// <summary>Above a mail that the sender passes on.</summary>
    public required ImmutableArray<string> Forwarded { get; init; }

    /// <summary>Beginnings of the line that telephones and mail programs add.</summary>
    public required ImmutableArray<string> SentFrom { get; init; }

    /// <summary>Beginnings of a paragraph that lawyers add.</summary>
    public ImmutableArray<string> Disclaimers { get; init; } = [];

    public static ImmutableArray<QuoteSigns> All { get; } =
    [
        new() // English
        {
            Wrote = ["wrote", "writes"], On = ["On"],
            From = ["From"], Sent = ["Sent", "Date"], To = ["To", "Cc"], Subject = ["Subject"],
            Original = ["Original Message", "Reply Message", "Original Email"],
            Forwarded = ["Forwarded message", "Begin forwarded message"],
            SentFrom =
            [
                "Sent from my", "Sent from Mail", "Sent from Yahoo", "Sent from Outlook", "Sent from Gmail", "Sent from Samsung",
                "Sent from Proton", "Sent via", "Sent with", "Get Outlook for", "Get BlueMail for", "Sent using",
            ],
            Disclaimers =
            [
                "Confidentiality notice", "Disclaimer:", "This email and any attachments are confidential",
                "This email and any files transmitted with it", "This message is intended only for", "This e-mail is confidential",
                "This email is confidential",
            ],
        },
        new() // German
        {
            Wrote = ["schrieb", "geschrieben"], On = ["Am", "Gesendet"],
            From = ["Von"], Sent = ["Gesendet", "Datum"], To = ["An", "Cc", "Kopie"], Subject = ["Betreff"],
            Original = ["Ursprüngliche Nachricht", "Originalnachricht", "Original-Nachricht", "Urspr. Nachricht"],
            Forwarded = ["Weitergeleitete Nachricht", "Anfang der weitergeleiteten Nachricht"],
            SentFrom =
            [
                "Von meinem", "Von meiner", "Gesendet von", "Gesendet mit", "Gesendet über", "Diese Nachricht wurde von meinem",
                "Outlook für", "Laden Sie Outlook", "Holen Sie sich Outlook",
            ],
            Disclaimers =
            [
                "Haftungsausschluss", "Vertraulichkeitshinweis", "Diese E-Mail enthält vertrauliche",
                "Diese Nachricht ist vertraulich",
            ],
        },
        new() // French
        {
            Wrote = ["a écrit"], On = ["Le"],
            From = ["De"], Sent = ["Envoyé", "Date"], To = ["À", "A", "Cc"], Subject = ["Objet", "Sujet"],
            Original = ["Message d'origine", "Message original"],
            Forwarded = ["Message transféré", "Début du message transféré", "Début du message réexpédié"],
            SentFrom =
            [
                "Envoyé de mon", "Envoyé depuis", "Envoyé à partir", "Télécharger Outlook", "Obtenir Outlook",
                "Provenance : Courrier",
            ],
            Disclaimers = ["Ce message et toutes les pièces jointes", "Ce message est confidentiel"],
        },
        new() // Spanish
        {
            Wrote = ["escribió"], On = ["El"],
            From = ["De"], Sent = ["Enviado", "Enviado el", "Fecha"], To = ["Para", "Cc"], Subject = ["Asunto"],
            Original = ["Mensaje original"],
            Forwarded = ["Mensaje reenviado", "Inicio del mensaje reenviado"],
            SentFrom = ["Enviado desde", "Obtener Outlook", "Enviado con"],
            Disclaimers = ["Aviso de confidencialidad", "Este mensaje es confidencial"],
        },
        new() // Italian
        {
            Wrote = ["ha scritto"], On = ["Il", "Il giorno"],
            From = ["Da"], Sent = ["Inviato", "Data"], To = ["A", "Cc"], Subject = ["Oggetto"],
            Original = ["Messaggio originale"],
            Forwarded = ["Messaggio inoltrato", "Inizio messaggio inoltrato"],
            SentFrom = ["Inviato da", "Inviato dal", "Scarica Outlook", "Ottieni Outlook"],
            Disclaimers = ["Avviso di riservatezza", "Questo messaggio è riservato"],
        },
        new() // Dutch
        {
            Wrote = ["schreef", "geschreven"], On = ["Op"],
            From = ["Van"], Sent = ["Verzonden", "Datum"], To = ["Aan", "Cc"], Subject = ["Onderwerp"],
            Original = ["Oorspronkelijk bericht", "Origineel bericht"],
            Forwarded = ["Doorgestuurd bericht", "Begin doorgestuurd bericht"],
            SentFrom = ["Verstuurd vanaf", "Verzonden vanaf", "Verzonden met", "Outlook voor", "Download Outlook"],
            Disclaimers = ["Dit bericht is vertrouwelijk"],
        },
        new() // Portuguese
        {
            Wrote = ["escreveu"], On = ["Em", "No dia", "A"],
            From = ["De"], Sent = ["Enviado", "Enviada em", "Data"], To = ["Para", "Cc"], Subject = ["Assunto"],
            Original = ["Mensagem original"],
            Forwarded = ["Mensagem encaminhada", "Início da mensagem encaminhada"],
            SentFrom = ["Enviado do", "Enviado a partir", "Enviado via", "Obter o Outlook"],
        },
        new() // Swedish, Danish and Norwegian
        {
            Wrote = ["skrev"], On = ["Den", "På", "Tirsdag", "Man"],
            From = ["Från", "Fra"], Sent = ["Skickat", "Sendt", "Datum", "Dato"],
            To = ["Till", "Til", "Kopia", "Cc"], Subject = ["Ämne", "Emne"],
            Original = ["Ursprungligt meddelande", "Oprindelig meddelelse", "Opprinnelig melding"],
            Forwarded = ["Vidarebefordrat meddelande", "Videresendt meddelelse", "Videresendt melding"],
            SentFrom = ["Skickat från", "Sendt fra", "Hämta Outlook", "Hent Outlook"],
        },
        new() // Polish
        {
            Wrote = ["napisał", "napisała", "napisał(a)"], On = ["W dniu", "Dnia"],
            From = ["Od"], Sent = ["Wysłano", "Data"], To = ["Do", "Dw"], Subject = ["Temat"],
            Original = ["Wiadomość oryginalna", "Oryginalna wiadomość"],
            Forwarded = ["Przekazana wiadomość", "Wiadomość przekazana dalej"],
            SentFrom = ["Wysłano z", "Wysłane z", "Pobierz program Outlook"],
        },
    ];
}
