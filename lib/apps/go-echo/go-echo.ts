import type { AppDefinition } from '../app-definition'
import { goEchoObjects } from './objects'

const version = '1.0.0'

export const goEcho: AppDefinition = {
  id: 'go-echo',
  title: 'go-echo',
  summary:
    'A tiny web server that answers every request with what you asked, and says which pod on which machine it was.',
  teaches: [
    'A Deployment keeps the wanted number of pods running, wherever there is room.',
    'A Service of type LoadBalancer opens one port on every machine and spreads the requests.',
    'When a machine goes silent its pods move, and the address goes on answering.',
  ],
  version,
  architectures: ['amd64', 'arm64'],
  image: { ref: `docker.io/buzzcrate/go-echo:${version}`, demo: 'go-echo' },
  replicas: { initial: 2, most: 20 },
  namespace: 'default',
  deployment: 'go-echo',
  labelSelector: 'app.kubernetes.io/name=go-echo',
  answers: { port: 81, path: '/?hello', contains: 'hello' },
  objects: goEchoObjects,
}
