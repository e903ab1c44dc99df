import type { ProviderSamples } from '../provider-samples'

const first = { provider: 'practice', name: 'hard-crate', machines: 2, speed: 5, apps: ['go-echo'], troubles: [] }

export const samples: ProviderSamples = {
  id: 'practice',
  requests: [first, { ...first, troubles: [{ machine: 2, trouble: 'fails-at-join' }] }],
  stored: [
    {
      provider: 'practice',
      name: 'hard-crate',
      k3sVersion: 'v1.36.1+k3s1',
      machines: [
        { machineId: 'm1', role: 'server' },
        { machineId: 'm2', role: 'agent' },
      ],
      apps: ['go-echo'],
      allowCgroupV1: false,
      speed: 5,
    },
  ],
}
