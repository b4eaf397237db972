using System.Globalization;
using System.Xml.Linq;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace RecoveryFunctions.Keys;

/// <summary>
/// The key ring of sign-in cookies and form tokens, in a table. Own code: the published repository keeps them in a blob and
/// would bring the blob SDK for a few rows. They are read once a day by each instance, as the ring's own rules have it.
/// </summary>
internal sealed class TableXmlRepository(TableClient table) : IXmlRepository
{
    private const string Partition = "data-protection";
    private const string XmlProperty = "Xml";

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. table.Query<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")).Select(row => XElement.Parse(row.GetString(XmlProperty)))];

    public void StoreElement(XElement element, string friendlyName)
    {
        var row = new TableEntity(Partition, RowKey(element, friendlyName)) { [XmlProperty] = element.ToString(SaveOptions.DisableFormatting) };
        try
        {
            table.AddEntity(row);
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Another instance found no key either and was quicker. The ring is read again after this and has that one's key.
        }
    }

    // A key made ahead is known to every instance long before it is used. One that is used at once would be unknown to an
    // instance that made its own in the same moment: of those, a day takes one.
    private static string RowKey(XElement element, string friendlyName) =>
        Time(element, "creationDate") is { } created && Time(element, "activationDate") is { } activated && activated - created < TimeSpan.FromMinutes(1)
            ? $"at-once-{created.UtcDateTime:yyyy-MM-dd}"
            : friendlyName;

    private static DateTimeOffset? Time(XElement element, string name) =>
        DateTimeOffset.TryParse(element.Element(name)?.Value, CultureInfo.InvariantCulture, out var time) ? time : null;
}
