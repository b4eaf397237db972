using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Recovery.Cases;

namespace Recovery.Webhooks;

/// <summary>A place in a list of deliveries: latest changed first, equals by the event's id from the end of the alphabet.</summary>
/// <param name="ChangedAt">Unix ticks (100 ns).</param>
public sealed record DeliveryPlace(long ChangedAt, string Event)
{
    public static DeliveryPlace Of(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return new(delivery.ChangedAt.ToUnixTimeTicks(), delivery.Event);
    }

    /// <exception cref="InvalidCursorException">It is not one that <see cref="ToCursor"/> made.</exception>
    public static DeliveryPlace Parse(string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        if (cursor.Length > 400 || !Base64Url.IsValid(cursor))
            throw new InvalidCursorException();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('/', 2);
        if (parts is not [var changed, { Length: > 0 } id] || !long.TryParse(changed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks))
            throw new InvalidCursorException();
        return new DeliveryPlace(ticks, id);
    }

    /// <summary>As <see cref="DeliveryPage.Next"/> has it.</summary>
    public string ToCursor() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ChangedAt}/{Event}")));
}
