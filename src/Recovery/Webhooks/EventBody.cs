using System.Buffers;
using System.Text.Json;
using NodaTime.Text;
using Recovery.Policy;

namespace Recovery.Webhooks;

/// <summary>An event as it is posted.</summary>
public static class EventBody
{
    /// <summary>Standard Webhooks 1.0: "keep payloads small".</summary>
    public const int MostBytes = 20_000;

    /// <param name="source">Address of the site: <c>source</c> of a CloudEvent.</param>
    public static ReadOnlyMemory<byte> Write(PublishedEvent published, EventEnvelope envelope, Uri source)
    {
        var buffer = new ArrayBufferWriter<byte>(published.Data.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, PolicyJson.Writing))
        {
            json.WriteStartObject();
            if (envelope == EventEnvelope.CloudEvents)
                WriteContext(json, published, source);
            else
                WriteHead(json, published);
            json.WritePropertyName("data");
            json.WriteRawValue(published.Data, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static string ContentType(EventEnvelope envelope) =>
        envelope == EventEnvelope.CloudEvents ? "application/cloudevents+json; charset=utf-8" : "application/json";

    private static void WriteHead(Utf8JsonWriter json, PublishedEvent published)
    {
        json.WriteString("type", published.Type);
        json.WriteString("timestamp", InstantPattern.ExtendedIso.Format(published.At));
    }

    /// <summary>CloudEvents 1.0, JSON format 3; <c>dataschema</c> is where the catalogue stands.</summary>
    private static void WriteContext(Utf8JsonWriter json, PublishedEvent published, Uri source)
    {
        var site = source.AbsoluteUri.TrimEnd('/');
        json.WriteString("specversion", "1.0");
        json.WriteString("id", published.Id);
        json.WriteString("source", site);
        json.WriteString("type", published.Type);
        if (published.Stream != published.Id)
            json.WriteString("subject", published.Stream);
        json.WriteString("time", InstantPattern.ExtendedIso.Format(published.At));
        json.WriteString("datacontenttype", "application/json");
        json.WriteString("dataschema", $"{site}/api/events/types#{published.Type}");
    }
}
