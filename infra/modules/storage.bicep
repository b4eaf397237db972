param location string
param tags object
param accountName string
param appPrincipalId string
param eventsPrincipalId string

var packageContainerName = 'app-package'

// Every table and queue is made here, so that a start finds them and the app needs to make none.
var tableNames = [
  'cases'
  'caseindex'
  'counts'
  'outcomes'
  'rollups'
  'policies'
  'shared'
  'mails'
  'parked'
  'webhooks'
  'deliveries'
  'events'
  'correspondence'
  'files'
  'allowances'
  'jobs'
  'incidents'
]

// The host moves what failed five times to the queue of the same name with "-poison".
var queueNames = [
  'complaints'
  'complaints-poison'
  'complaint-emails'
  'complaint-emails-poison'
  'complaint-calls'
  'complaint-calls-poison'
  'case-nudges'
  'case-nudges-poison'
  'webhook-deliveries'
  'webhook-deliveries-poison'
  'mail-reports'
  'mail-reports-poison'
  'intake-jobs'
  'intake-jobs-poison'
]

var mailReportsQueueName = 'mail-reports'

// The host's locks and the durable runtime want blobs, containers and leases of their own; the package lies in one too.
var blobOwnerRole = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
var queueContributorRole = '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
var tableContributorRole = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
var queueSenderRole = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a' // Storage Queue Data Message Sender

var appRoles = [
  blobOwnerRole
  queueContributorRole
  tableContributorRole
]

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: packageContainerName
  properties: {
    publicAccess: 'None'
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2023-05-01' = [
  for table in tableNames: {
    parent: tableService
    name: table
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [
  for queue in queueNames: {
    parent: queueService
    name: queue
  }
]

resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    name: guid(account.id, appPrincipalId, role)
    scope: account
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource mailReportsQueue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' existing = {
  parent: queueService
  name: mailReportsQueueName
}

resource eventsAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, mailReportsQueueName, eventsPrincipalId, queueSenderRole)
  scope: mailReportsQueue
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', queueSenderRole)
    principalId: eventsPrincipalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [
    queues
  ]
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
output packageContainer string = packages.name
output mailReportsQueue string = mailReportsQueueName
