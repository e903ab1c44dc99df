import { linodeLibrary } from '@/lib/linode/library'
import type { ProviderSamples } from '../provider-samples'
import { sampleCloud } from './sample-cloud'

const first = {
  provider: 'linode',
  name: 'hard-crate',
  accountId: 'a1',
  region: 'de-fra-2',
  image: 'linode/arch',
  serverType: 'g6-nanode-1',
  workerType: 'g6-nanode-1',
  workers: 1,
  lifetimeHours: 4,
  k3sVersion: 'v1.36.1+k3s1',
  apps: ['go-echo'],
}

export const samples: ProviderSamples = {
  id: 'linode',
  requests: [first, { ...first, lifetimeHours: null, traefik: false, allowedFrom: ['203.0.113.7/32'], workers: 0 }],
  stored: [
    {
      provider: 'linode',
      name: 'hard-crate',
      k3sVersion: 'v1.36.1+k3s1',
      machines: [
        { machineId: 'm1', role: 'server' },
        { machineId: 'm2', role: 'agent' },
      ],
      apps: ['go-echo'],
      allowCgroupV1: false,
      accountId: 'a1',
      region: 'de-fra-2',
      image: 'linode/arch',
      serverType: 'g6-nanode-1',
      workerType: 'g6-nanode-1',
      lifetimeHours: 4,
      traefik: false,
      allowedFrom: [],
    },
  ],
  own: sampleCloud,
  ready: linodeLibrary,
}
