param location string
param tags object
param communicationName string
param emailName string
param ownDomain string
param ownDomainVerified bool
param sender string
param appPrincipalId string
param roleId string

// Communication Services keep mail data in a geography, not in a region, and it cannot be changed later.
var dataLocations = {
  australiaeast: 'Australia'
  australiasoutheast: 'Australia'
  brazilsouth: 'Brazil'
  canadacentral: 'Canada'
  canadaeast: 'Canada'
  francecentral: 'France'
  germanywestcentral: 'Germany'
  centralindia: 'India'
  southindia: 'India'
  japaneast: 'Japan'
  japanwest: 'Japan'
  koreacentral: 'Korea'
  eastasia: 'Asia Pacific'
  southeastasia: 'Asia Pacific'
  northeurope: 'Europe'
  westeurope: 'Europe'
  swedencentral: 'Europe'
  italynorth: 'Europe'
  polandcentral: 'Europe'
  spaincentral: 'Europe'
  norwayeast: 'Norway'
  switzerlandnorth: 'Switzerland'
  southafricanorth: 'Africa'
  uaenorth: 'UAE'
  uksouth: 'UK'
  ukwest: 'UK'
}
var dataLocation = dataLocations[?location] ?? 'United States'

// Communication and Email Service Owner: the only built-in role that sends mail. A narrower one of one's own is a parameter.
var senderRole = empty(roleId) ? '09976791-48a7-449e-bb21-39d1a415f350' : roleId
var hasOwnDomain = !empty(ownDomain)
var usesOwnDomain = hasOwnDomain && ownDomainVerified
var ownDomainId = resourceId('Microsoft.Communication/emailServices/domains', emailName, hasOwnDomain ? ownDomain : 'none')

resource email 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: emailName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
  }
}

resource managedDomain 'Microsoft.Communication/emailServices/domains@2023-04-01' = {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'AzureManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource customerDomain 'Microsoft.Communication/emailServices/domains@2023-04-01' = if (hasOwnDomain) {
  parent: email
  name: hasOwnDomain ? ownDomain : 'none'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource senderName 'Microsoft.Communication/emailServices/domains/senderUsernames@2023-04-01' = if (usesOwnDomain && sender != 'DoNotReply') {
  parent: customerDomain
  name: sender
  properties: {
    username: sender
  }
}

resource communication 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: communicationName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: usesOwnDomain ? [
      managedDomain.id
      ownDomainId
    ] : [
      managedDomain.id
    ]
  }
  dependsOn: [
    customerDomain
  ]
}

resource sendsMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, appPrincipalId, senderRole)
  scope: communication
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', senderRole)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output communicationId string = communication.id
output emailName string = email.name
output endpoint string = 'https://${communication.properties.hostName}'
output from string = usesOwnDomain ? '${sender}@${ownDomain}' : 'DoNotReply@${managedDomain.properties.mailFromSenderDomain}'
