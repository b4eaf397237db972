using Microsoft.AspNetCore.DataProtection;
using Recovery.Webhooks;

namespace Recovery.Web.Webhooks;

/// <summary>By the keys of ASP.NET Data Protection, which both hosts keep. They are renewed, and those before go on reading what they protected.</summary>
public sealed class SecretProtection(IDataProtectionProvider provider) : ISecretProtection
{
    /// <summary>Part of the key: what is stored under another purpose cannot be read as a secret, nor the other way round.</summary>
    private const string Purpose = "Recovery.Webhooks.Secrets.v1";

    private readonly IDataProtector _protector = provider.CreateProtector(Purpose);

    public string Protect(string secret) => _protector.Protect(secret);

    public string Unprotect(string stored) => _protector.Unprotect(stored);
}
