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

/** An app of the catalogue made ready for one cluster: data in the plan, so a run does the same whatever the catalogue says later. */
export const PlannedApp = z.object({
  /** Catalogue's id, e.g. `go-echo`. */
  id: z.string(),
  title: z.string(),
  version: z.string(),
  /** As containers name it, e.g. `docker.io/buzzcrate/go-echo:1.0.0`. */
  image: z.string(),
  /** `side-load`: brought to every machine by us. `registry`: pulled by the machines. */
  imageComes: z.enum(['side-load', 'registry']),
  /** In the order to apply them. */
  objects: z.array(KubeManifest),
  deployment: z.object({ namespace: z.string(), name: z.string(), labelSelector: z.string() }),
  /** How it shows that it works, on each machine's address. */
  answers: z.object({ port: z.number().int(), path: z.string(), contains: z.string() }),
})
export type PlannedApp = z.infer<typeof PlannedApp>
