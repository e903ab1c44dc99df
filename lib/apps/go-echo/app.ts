import { z } from 'zod'
import { defineApp } from '../app-definition'
import { renderGoEcho } from './render-go-echo'

const id = 'go-echo'
const version = '1.1.0'

export const app = defineApp(
  {
    id,
    title: 'go-echo',
    summary:
      'A tiny web server that answers every request with what you asked, and says which pod on which machine it was.',
    teaches: [
      'A Deployment keeps the wanted number of pods running, wherever there is room.',
      'A Service of type LoadBalancer opens one port on every machine and spreads the requests.',
      'When a machine goes silent its pods move, and the address goes on answering.',
    ],
    cautions: [],
    version,
    architectures: ['amd64', 'arm64'],
    images: [{ id, version, ref: `docker.io/buzzcrate/go-echo:${version}`, demo: 'go-echo' }],
    needs: { memoryMiB: 32, loadBalancer: true, ingress: 'no', storage: false },
    notInPractice: undefined,
  },
  {
    inputs: z.object({
      replicas: z
        .number('Say how many.')
        .int('A whole number.')
        .min(1, 'At least one pod.')
        .max(20, 'At most 20 pods.')
        .default(2)
        .meta({ title: 'Pods', description: 'They are spread over the machines.' }),
    }),
    render: renderGoEcho,
  },
)
