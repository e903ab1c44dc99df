import type { WayOut } from './way-out'

/** What goes wrong between the panel and a cloud. By the code of the failure. */
export const cloudWaysOut = {
  'cloud-choice-gone': {
    title: 'The cloud does not offer this any more',
    likely: 'A size or an image was taken from the catalogue since it was chosen.',
    todo: 'Create the cluster again with another choice.',
    byHand: ['linode-cli linodes types'],
  },
  'cloud-machine-late': {
    title: 'The machine does not get ready',
    likely: 'The cloud has a trouble of its own, or is busy in this region.',
    todo: 'See status.linode.com, then retry; or clean up, which deletes the machine.',
    byHand: ['linode-cli linodes list --tags buzzcrate'],
  },
  'cloud-balancer-late': {
    title: 'A load balancer is not there yet',
    likely: 'The cloud controller is busy, or the account has reached its limit.',
    todo: 'Look at the events of the Service, then retry.',
    byHand: ['kubectl describe service <app>'],
  },
  'cloud-left-behind': {
    title: 'Something is still listed in the account',
    likely: 'What is deleted goes on being listed for a moment, or something new came late.',
    todo: 'Retry in a minute; if it stays, delete it in Cloud Manager.',
    byHand: ['linode-cli linodes list --tags buzzcrate', 'linode-cli nodebalancers list'],
  },
  'cloud-controller-missing': {
    title: 'There is no image of the cloud controller',
    likely: 'No admin has chosen one, or the uploaded one was removed.',
    todo: 'An admin can choose an image, then retry.',
    byHand: [],
  },
  'cloud-controller-silent': {
    title: 'The cloud controller does not get ready',
    likely: 'Its image cannot be pulled, or the token of the account may not do what it needs.',
    todo: 'Look at its pods and their log, then retry.',
    byHand: [
      'kubectl -n kube-system get pods -l app.kubernetes.io/name=linode-cloud-controller',
      'kubectl -n kube-system logs daemonset/linode-cloud-controller',
    ],
  },
  'linode-token-refused': {
    title: 'Linode does not accept the token',
    likely: 'It was revoked, or has run out.',
    todo: 'Make a new one in Cloud Manager, store it under Clouds, then retry.',
    byHand: ['linode-cli profile view'],
  },
  'linode-permission-missing': {
    title: 'The token may not do this',
    likely: 'It was made without this permission, or its user was restricted.',
    todo: 'Make a token with the missing permission, store it under Clouds, then retry.',
    byHand: ['linode-cli profile view'],
  },
  'linode-not-found': {
    title: 'Linode does not know it',
    likely: 'Somebody has deleted it in the meantime.',
    todo: 'Clean up, and create the cluster again.',
    byHand: ['linode-cli linodes list --tags buzzcrate'],
  },
  'linode-request-refused': {
    title: 'Linode refuses this',
    likely: 'It does not fit what the account or the region allows; Linode’s own words say more.',
    todo: 'Mend what they name, then retry; or clean up and choose otherwise.',
    byHand: [],
  },
  'linode-label-taken': {
    title: 'The name is taken in the account',
    likely: 'Something that BuzzCrate has not made has the same label.',
    todo: 'Rename or delete it in Cloud Manager, then retry.',
    byHand: ['linode-cli linodes list'],
  },
  'linode-account-limit': {
    title: 'The account has reached its limit',
    likely: 'Linode allows an account only so many machines and other things.',
    todo: 'Delete what is not needed, or ask Linode’s support to raise the limit; then retry.',
    byHand: ['linode-cli linodes list'],
  },
  'linode-busy': {
    title: 'Linode is still busy',
    likely: 'An earlier change of the same machine goes on.',
    todo: 'Retry in some minutes.',
    byHand: ['linode-cli events list'],
  },
  'linode-rate-limited': {
    title: 'Linode was asked too often',
    likely: 'Other programs with a token of the same user ask too.',
    todo: 'Retry in some minutes.',
    byHand: [],
  },
  'linode-unavailable': {
    title: 'Linode has a trouble of its own',
    likely: 'Its API does not work at the moment.',
    todo: 'See status.linode.com, and retry when it is over.',
    byHand: ['curl -sI https://api.linode.com/v4/regions'],
  },
  'linode-timed-out': {
    title: 'Linode did not answer in time',
    likely: 'The connection is bad, or Linode is slow.',
    todo: 'Retry; what was made all the same is found by its name.',
    byHand: ['curl -sI https://api.linode.com/v4/regions'],
  },
  'linode-unreachable': {
    title: 'The panel cannot reach Linode',
    likely: 'The panel has no internet connection, or a firewall stands in between.',
    todo: 'See to the connection, then retry.',
    byHand: ['curl -sI https://api.linode.com/v4/regions'],
  },
  'linode-answer-unreadable': {
    title: 'Something else answered in Linode’s place',
    likely: 'A proxy in between, or a trouble at Linode.',
    todo: 'Retry in some minutes; look at the proxy if it stays so.',
    byHand: ['curl -s https://api.linode.com/v4/regions | head -c 300'],
  },
  'linode-answer-too-large': {
    title: 'Linode’s answer is too long',
    likely: 'A proxy in between, or a trouble at Linode.',
    todo: 'Retry in some minutes.',
    byHand: [],
  },
  'linode-redirected': {
    title: 'Linode sends on elsewhere',
    likely: 'A proxy in between wants something first.',
    todo: 'Look at the proxy: the token is not taken anywhere else.',
    byHand: ['curl -sI https://api.linode.com/v4/regions'],
  },
  'linode-answer-unknown': {
    title: 'Linode answers in an unknown way',
    likely: 'Linode has changed its API since this version was made.',
    todo: 'Look for a newer version of BuzzCrate.',
    byHand: [],
  },
  'linode-list-too-long': {
    title: 'There is too much in the account',
    likely: 'The account has thousands of things of one kind.',
    todo: 'Use an account of its own for clusters.',
    byHand: [],
  },
} as const satisfies Readonly<Record<string, WayOut>>
