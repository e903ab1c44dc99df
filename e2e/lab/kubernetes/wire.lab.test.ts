import { describe } from 'vitest'
import { describeKubeWire } from '@/lib/testing/kube-wire/describe-kube-wire'
import { startRealCluster, whyNoCluster } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED the wire of a real API server: ${why}`)

describe.skipIf(why !== undefined)('with real Kubernetes', () => {
  describeKubeWire('a real API server', async () => {
    const { kubeconfig, pauseImage, close } = await startRealCluster('wire', 1)
    return { kubeconfig, image: pauseImage, close }
  })
})
