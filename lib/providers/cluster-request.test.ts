import { expect, it } from 'vitest'
import { ClusterRequest } from './cluster-request'

it('takes an app once, and names the field of the second', () => {
  const practice = { provider: 'practice', name: 'third-crate', machines: 2, speed: 20 }
  const boards = {
    provider: 'boards',
    name: 'third-crate',
    k3sVersion: 'v1.36.1+k3s1',
    machines: [{ machineId: 'm1', role: 'server' }],
  }
  for (const request of [practice, boards]) {
    expect(ClusterRequest.safeParse({ ...request, apps: ['go-echo'] }).success).toBe(true)
    const { error } = ClusterRequest.safeParse({ ...request, apps: ['go-echo', 'go-echo'] })
    expect(error?.issues).toMatchObject([{ path: ['apps'], message: 'An app can be chosen only once.' }])
  }
})
