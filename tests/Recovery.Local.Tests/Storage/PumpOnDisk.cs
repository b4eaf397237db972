using System.Net.Mail;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Local.Mail;
using Recovery.Local.Storage;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Storage;

/// <summary>The pump over a real database and outbox; only the network is not there.</summary>
internal sealed class PumpOnDisk
{
    private static readonly Uri s_site = new("https://care.example.org/");

    public PumpOnDisk(StoreOnDisk disk, IWebhookSender sender, IClock clock, int perEndpoint)
    {
        Post = new WebhookPost(new WebhookSigner(new MarkedSecrets()), sender, () => s_site, clock, TimeProvider.System);
        var library = new SqlitePolicyLibrary(disk.Database, PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!, clock.GetCurrentInstant());
        var addresses = new MailAddresses(new MailAddress("care@example.org"), new MailAddress("complaints@example.org"));
        var composer = new MailComposer(addresses, () => s_site, new CaseTokens([new byte[32]]));
        var notices = new OwnerNotices(composer, new OutboxMailer(disk.Directory, clock), library);
        Pump = new WebhookPump(disk.Subscriptions, disk.Deliveries, disk.Log, Post, notices, new PumpOptions(perEndpoint), clock, TimeProvider.System);
    }

    public WebhookPost Post { get; }

    public WebhookPump Pump { get; }

    /// <summary>For every event, signed with a shared secret.</summary>
    public static Subscription Subscription(string id, string url = "https://crm.example.org/hooks") => StoredWebhooks.Subscription(id) with
    {
        Url = new Uri(url),
        Signing = SignatureScheme.V1,
        Types = [],
        Keys = [new(new MarkedSecrets().Protect("whsec_" + Convert.ToBase64String(new byte[32])), null, StoredCases.Monday, null)],
    };
}
