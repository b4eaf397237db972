targetScope = 'subscription'

@description('Of the azd environment; part of the resource group\'s name.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('A region that has the Flex Consumption plan.')
@minLength(1)
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@description('Where customers and staff reach the site, if not at the address that Azure gives it.')
param publicUrl string = ''

@description('The recovery policy: a shipped pack or a file in the published package.')
param policy string = 'default'

@description('Gets the alerts; without it they are shown in the portal only.')
param alertEmail string = ''

@description('Client id of the Entra app registration that staff sign in to. Without it nobody gets into the console.')
param staffClientId string = ''

@description('Its issuer, if that is another tenant than the subscription\'s.')
param staffIssuer string = ''

@description('A mail domain of one\'s own. It is made first, and used once it is verified.')
param mailDomain string = ''

@description('The DNS records of the mail domain are in place and verified.')
param mailDomainVerified bool = false

@description('What stands before the at sign of the sender. The domain that Azure manages knows DoNotReply only.')
param mailSender string = 'DoNotReply'

@description('Where answers to mail go. Without it customers answer on their status page.')
param mailReplyTo string = ''

@description('Bounces are told to the app by Event Grid.')
param mailReports bool = true

@description('Name of a Key Vault with the secrets of programs that post mail, calls and reviews. Without it none of them is let in.')
param intakeVault string = ''

@description('Which secrets it has, parted by commas: Key, Mailgun-SigningKey, SendGrid-VerificationKey, Twilio-AuthToken, Graph-ClientState ...')
param intakeSecrets string = 'Key'

@description('That vault has the key for reading /api/events, as Recovery-Webhooks-EventsKey.')
param eventsKey bool = false

@description('Role definition, as a GUID, with which the app sends mail. The built-in one if empty.')
param mailRoleId string = ''

var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))
var tags = {
  'azd-env-name': environmentName
}

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    location: location
    tags: tags
    appIdentityName: 'id-app-${resourceToken}'
    eventsIdentityName: 'id-events-${resourceToken}'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: 'log-${resourceToken}'
    insightsName: 'appi-${resourceToken}'
    appPrincipalId: identity.outputs.appPrincipalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: tags
    accountName: 'st${resourceToken}'
    appPrincipalId: identity.outputs.appPrincipalId
    eventsPrincipalId: identity.outputs.eventsPrincipalId
  }
}

module mail 'modules/mail.bicep' = {
  name: 'mail'
  scope: group
  params: {
    location: location
    tags: tags
    communicationName: 'acs-${resourceToken}'
    emailName: 'email-${resourceToken}'
    ownDomain: mailDomain
    ownDomainVerified: mailDomainVerified
    sender: mailSender
    appPrincipalId: identity.outputs.appPrincipalId
    roleId: mailRoleId
  }
}

module mailEvents 'modules/mail-events.bicep' = if (mailReports) {
  name: 'mail-events'
  scope: group
  params: {
    tags: tags
    topicName: 'evgt-${resourceToken}'
    communicationId: mail.outputs.communicationId
    storageId: storage.outputs.id
    queueName: storage.outputs.mailReportsQueue
    eventsIdentityId: identity.outputs.eventsIdentityId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    location: location
    tags: tags
    planName: 'plan-${resourceToken}'
    siteName: 'func-${resourceToken}'
    identityId: identity.outputs.appIdentityId
    identityClientId: identity.outputs.appClientId
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    packageContainer: storage.outputs.packageContainer
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    mailEndpoint: mail.outputs.endpoint
    mailFrom: mail.outputs.from
    mailReplyTo: mailReplyTo
    publicUrl: publicUrl
    policy: policy
    intakeVault: intakeVault
    intakeSecrets: intakeSecrets
    eventsKey: eventsKey && !empty(intakeVault)
    staffClientId: staffClientId
    staffIssuer: staffIssuer
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    alertEmail: alertEmail
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_TENANT_ID string = tenant().tenantId
output SERVICE_APP_NAME string = app.outputs.siteName
output SERVICE_APP_URI string = app.outputs.uri
output RECOVERY_STORAGE_ACCOUNT string = storage.outputs.name
output RECOVERY_EMAIL_SERVICE string = mail.outputs.emailName
output RECOVERY_MAIL_FROM string = mail.outputs.from
output RECOVERY_IDENTITY_NAME string = identity.outputs.appIdentityName
output RECOVERY_IDENTITY_PRINCIPAL_ID string = identity.outputs.appPrincipalId
output RECOVERY_WORKSPACE_NAME string = monitoring.outputs.workspaceName
