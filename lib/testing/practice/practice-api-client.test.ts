import { describeClusterApi } from '@/lib/testing/describe-cluster-api'
import { startPracticeApiHost } from './practice-api-host'

describeClusterApi('the practice API', async () => {
  const { kubeconfig, close } = await startPracticeApiHost({ speed: 30 })
  return { kubeconfig, image: 'docker.io/rancher/mirrored-pause:3.6', close }
})
