import { z } from 'zod'

const KubeManifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().exactOptional(),
    labels: z.record(z.string(), z.string()).exactOptional(),
    annotations: z.record(z.string(), z.string()).exactOptional(),
  }),
})

/** A container image of an app. */
export const PlannedImage = z.object({
  /** In the store of images, e.g. `books-db`. */
  id: z.string(),
  version: z.string(),
  /** As containers name it, e.g. `docker.io/buzzcrate/go-echo:1.0.0`. */
  ref: z.string(),
  /** `side-load`: brought to every machine by us. `registry`: pulled by the machines. */
  comes: z.enum(['side-load', 'registry']),
})
export type PlannedImage = z.infer<typeof PlannedImage>

/** A Secret that is made in the cluster with random values, where there is none of its name: no copy of it is kept. */
export const GeneratedSecret = z.object({
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Each gets a value of its own. */
  keys: z.array(z.string()),
})
export type GeneratedSecret = z.infer<typeof GeneratedSecret>

/** A workload whose pods must all be ready, in the version that was applied. */
export const RolloutCheck = z.object({
  workload: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']),
  namespace: z.string(),
  name: z.string(),
  /** Of its pods: they say why they are not ready. */
  labelSelector: z.string(),
})
export type RolloutCheck = z.infer<typeof RolloutCheck>

/** What is asked for, and what the answer must hold, to see that the app works. */
const Look = z.object({ path: z.string(), contains: z.string() })

/** A port that a Service of type LoadBalancer opens: on each machine, or at the cloud's load balancer. */
export const PortDoor = z.object({
  kind: z.literal('port'),
  service: z.object({ namespace: z.string(), name: z.string() }),
  port: z.number().int(),
  /** What people open, with its query. */
  path: z.string(),
  look: Look,
})
export type PortDoor = z.infer<typeof PortDoor>

/** A name at the cluster's ingress controller. Its Ingress is made once the controller has addresses. */
export const IngressDoor = z.object({
  kind: z.literal('ingress'),
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  service: z.object({ name: z.string(), port: z.number().int() }),
  /** `hosts`: no name server is asked; people write a line into a file of their computer. */
  dns: z.enum(['nip.io', 'sslip.io', 'hosts']),
  /** With a name server the first part of the name, e.g. `books`; with `hosts` all of it, e.g. `books.lan`. */
  host: z.string(),
  path: z.string(),
  look: Look,
})
export type IngressDoor = z.infer<typeof IngressDoor>

const Door = z.discriminatedUnion('kind', [PortDoor, IngressDoor])

const Current = z.object({
  /** Catalogue's id, e.g. `go-echo`. */
  id: z.string(),
  title: z.string(),
  version: z.string(),
  /** What the person chose. */
  inputs: z.record(z.string(), z.json()),
  images: z.array(PlannedImage),
  secrets: z.array(GeneratedSecret),
  /** In the order to apply them. */
  objects: z.array(KubeManifest),
  checks: z.array(RolloutCheck),
  /** How it is opened, and how it shows there that it works. */
  doors: z.array(Door),
  /** It keeps data in volumes: the cluster must have something that makes them. */
  storage: z.boolean(),
})

/** As plans of panels hold it that knew apps of one image, one Deployment and one port. */
const Older = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  image: z.string(),
  imageComes: z.enum(['side-load', 'registry']),
  objects: z.array(KubeManifest),
  deployment: z.object({ namespace: z.string(), name: z.string(), labelSelector: z.string() }),
  answers: z.object({ port: z.number().int(), path: z.string(), contains: z.string() }),
})

/** An app of the catalogue made ready for one cluster: data in the plan, so a run does the same whatever the catalogue says later. */
export const PlannedApp = z.union([
  Current,
  Older.transform(
    ({ id, title, version, image, imageComes, objects, deployment, answers }): z.infer<typeof Current> => {
      const { port, path, contains } = answers
      const { namespace, name } = deployment
      return {
        id,
        title,
        version,
        inputs: {},
        images: [{ id, version, ref: image, comes: imageComes }],
        secrets: [],
        objects,
        checks: [{ workload: 'Deployment', ...deployment }],
        doors: [{ kind: 'port', service: { namespace, name }, port, path, look: { path, contains } }],
        storage: false,
      }
    },
  ),
])
export type PlannedApp = z.infer<typeof Current>
