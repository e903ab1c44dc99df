import { samples as linode } from '../linode/samples'
import type { ProviderSamples } from '../provider-samples'

/** The same as at Linode, but for who pays. */
const ours = (one: object): object => {
  const { accountId: _payer, k3sVersion: _version, ...rest } = Object(one)
  return { ...rest, provider: 'linode-practice', speed: 5 }
}

export const samples: ProviderSamples = {
  ...linode,
  id: 'linode-practice',
  requests: linode.requests.map(ours),
  stored: linode.stored.map((one) => ({ ...ours(one), k3sVersion: 'v1.36.1+k3s1' })),
}
