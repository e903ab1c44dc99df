import type { ProviderSamples } from '../provider-samples'

const first = {
  provider: 'boards',
  name: 'hard-crate',
  k3sVersion: 'v1.36.1+k3s1',
  machines: [
    { machineId: 'm1', role: 'server' },
    { machineId: 'm2', role: 'agent' },
  ],
  apps: ['go-echo'],
  allowCgroupV1: false,
}

export const samples: ProviderSamples = {
  id: 'boards',
  requests: [first, { ...first, allowCgroupV1: true, apps: [] }],
  stored: [first],
}
