import { describeKubeWire } from '@/lib/testing/kube-wire/describe-kube-wire'
import { startPracticeApiHost } from './practice-api-host'

describeKubeWire('the practice API', async () => {
  const { kubeconfig, close } = await startPracticeApiHost({ speed: 30 })
  return { kubeconfig, image: 'docker.io/rancher/mirrored-pause:3.6', close }
})
