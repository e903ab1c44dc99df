import { expect, it } from 'vitest'
import { ServiceObject } from '../objects'
import { presentService } from './present-service'

const service = (spec: object, status: object = {}) =>
  presentService(ServiceObject.parse({ metadata: { uid: 'u', name: 'web', resourceVersion: '1' }, spec, status }))

it.each([
  [
    { type: 'ClusterIP', clusterIP: '10.43.0.7', ports: [{ port: 80 }] },
    {},
    'Inside',
    'Reached from inside the cluster.',
  ],
  [
    { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
    {},
    'Open',
    'Reached from outside on port 30080 of every machine.',
  ],
  [
    {
      type: 'NodePort',
      ports: [
        { port: 80, nodePort: 30080 },
        { port: 443, nodePort: 30443 },
      ],
    },
    {},
    'Open',
    'Reached from outside on the ports 30080, 30443 of every machine.',
  ],
  [
    { type: 'ExternalName', externalName: 'db.example.org' },
    {},
    'Elsewhere',
    'Another name, inside the cluster, for db.example.org.',
  ],
  [{ externalIPs: ['192.0.2.7'], ports: [{ port: 80 }] }, {}, 'Open', 'Reached from outside on 192.0.2.7.'],
  [
    { type: 'LoadBalancer', ports: [{ port: 81, nodePort: 31000 }] },
    {},
    'Opening',
    'Waiting for an address from outside.',
  ],
])('says where a service is reached: %j', (spec, status, label, words) => {
  expect(service(spec, status)).toMatchObject({ label, words })
})
