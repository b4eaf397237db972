using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Recovery.Local.Tests.Webhooks;

/// <summary>An authority of its own for tests, and what it vouches for.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public Certificates()
    {
        var request = new CertificateRequest("CN=Authority of a test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    public X509Certificate2Collection Roots => [_root];

    /// <param name="expired">A week ago.</param>
    /// <param name="issuerAt">Where the certificate says that its issuer can be downloaded.</param>
    public SslServerAuthenticationOptions For(string host, bool expired = false, bool selfSigned = false, Uri? issuerAt = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        if (issuerAt is not null)
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerAt.AbsoluteUri]));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(expired ? -7 : 20));
        using var bare = selfSigned ? request.CreateSelfSigned(from, to) : request.Create(_root, from, to, RandomNumberGenerator.GetBytes(8));
        var whole = selfSigned ? X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null) : bare.CopyWithPrivateKey(key);
        // Offline: else this side would look for the issuer.
        return new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(whole, null, offline: true) };
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
