param location string
param tags object
param planName string
param siteName string
param identityId string
param identityClientId string
param blobEndpoint string
param queueEndpoint string
param tableEndpoint string
param packageContainer string
param insightsConnectionString string
param mailEndpoint string
param mailFrom string
param mailReplyTo string
param publicUrl string
param policy string
param intakeVault string
param intakeSecrets string
param eventsKey bool
param staffClientId string
param staffIssuer string

var staffSignIn = !empty(staffClientId)
var tenantIssuer = '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'

// No secret is kept for the sign-in: the app's identity vouches for the registration, by a federated credential there.
var assertionSetting = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'

// The vault's secrets are named as the settings are, with a dash where those have two underscores. Only references to them are
// passed on; the app reads them by its identity.
var intakeNames = empty(intakeVault) ? [] : map(split(intakeSecrets, ','), name => trim(name))
var intakeSettings = toObject(
  intakeNames,
  name => 'Recovery__Intake__${replace(name, '-', '__')}',
  name => '@Microsoft.KeyVault(VaultName=${intakeVault};SecretName=Recovery-Intake-${name})'
)

// The runtime and its version are properties of the site below. On this plan FUNCTIONS_WORKER_RUNTIME and
// FUNCTIONS_EXTENSION_VERSION, and WEBSITE_RUN_FROM_PACKAGE and WEBSITE_CONTENT* of older plans, are not to be set.
var settings = union({
    AzureWebJobsStorage__blobServiceUri: blobEndpoint
    AzureWebJobsStorage__queueServiceUri: queueEndpoint
    AzureWebJobsStorage__tableServiceUri: tableEndpoint
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsDisableHomepage: 'true'
    AZURE_CLIENT_ID: identityClientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    // The host traces each request with its path, and the path of a status page opens it: no trace leaves the host.
    // These two are read together or not at all. Logs, by which operators are alerted, are not sampled along.
    OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage'
    OTEL_TRACES_SAMPLER_ARG: '0'
    AzureMonitorExporter__EnableTraceBasedLogsSampler: 'false'
    AzureMonitorExporter__EnableLiveMetrics: 'false'
    Recovery__Policy: policy
    Recovery__Mail__Endpoint: mailEndpoint
    Recovery__Mail__From: mailFrom
  },
  empty(publicUrl) ? {} : {
    Recovery__PublicUrl: publicUrl
  },
  empty(mailReplyTo) ? {} : {
    Recovery__Mail__ReplyTo: mailReplyTo
  },
  intakeSettings,
  eventsKey ? {
    Recovery__Webhooks__EventsKey: '@Microsoft.KeyVault(VaultName=${intakeVault};SecretName=Recovery-Webhooks-EventsKey)'
  } : {},
  staffSignIn ? {
    '${assertionSetting}': identityClientId
  } : {}
)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: siteName
  location: location
  tags: union(tags, {
    'azd-service-name': 'app'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: 100
        instanceMemoryMB: 2048
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: settings
}

// Packages are published with an Entra token, never with a password.
resource noPublishingPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

// Everybody is let through to the app, which refuses who is not staff wherever staff alone may go. Excluded paths are
// no way to say it: the form is at "/", and status pages have their token in the path.
// Deployed without a registration too, or turning the sign-in off would leave the old one on.
resource authentication 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: staffSignIn
      runtimeVersion: '~1'
    }
    globalValidation: {
      requireAuthentication: false
      unauthenticatedClientAction: 'AllowAnonymous'
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: !staffSignIn ? {} : {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: staffClientId
          clientSecretSettingName: assertionSetting
          openIdIssuer: empty(staffIssuer) ? tenantIssuer : staffIssuer
        }
        validation: {
          allowedAudiences: [
            staffClientId
            'api://${staffClientId}'
          ]
        }
      }
    }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
  dependsOn: [
    appSettings
  ]
}

output siteName string = site.name
output uri string = 'https://${site.properties.defaultHostName}'
