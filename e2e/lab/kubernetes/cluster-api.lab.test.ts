import { describe } from 'vitest'
import { describeClusterApi } from '@/lib/testing/describe-cluster-api'
import { startRealCluster, whyNoCluster } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED the client on a real API server: ${why}`)

describe.skipIf(why !== undefined)('with real Kubernetes', () => {
  describeClusterApi('a real API server', async () => {
    const { kubeconfig, pauseImage, close } = await startRealCluster('client', 2)
    return { kubeconfig, image: pauseImage, close }
  })
})
