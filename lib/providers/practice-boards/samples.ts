import type { ProviderSamples } from '../provider-samples'

const machines = [
  { machineId: 'm1', role: 'server' },
  { machineId: 'm2', role: 'agent' },
]
const first = { provider: 'practice-boards', name: 'hard-crate', machines, apps: ['go-echo'] }

export const samples: ProviderSamples = {
  id: 'practice-boards',
  requests: [first],
  stored: [{ ...first, k3sVersion: 'v1.36.1+k3s1', allowCgroupV1: false, traefik: false }],
}
