import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { ObjectQuery, ObjectRef } from '@/lib/ports/cluster-api'
import type { KubeTransport } from './kube-transport'

const ResourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})
type Resource = z.infer<typeof ResourceList>['resources'][number]

/** The API server's own list of kinds turns objects into paths, so custom kinds work as well. Asked once an API version. */
export class ResourcePaths {
  private readonly transport: KubeTransport
  private readonly known = new Map<string, readonly Resource[]>()

  constructor(transport: KubeTransport) {
    this.transport = transport
  }

  /** Path of one object; undefined when the cluster does not know the kind. */
  async of(ref: ObjectRef, signal: AbortSignal): Promise<string | undefined> {
    const list = await this.ofList({ ...ref, namespace: ref.namespace ?? 'default' }, signal)
    return list === undefined ? undefined : `${list}/${encodeURIComponent(ref.name)}`
  }

  /** Path of all objects of a kind, in every namespace where none is named; undefined as for `of`. */
  async ofList({ apiVersion, kind, namespace }: ObjectQuery, signal: AbortSignal): Promise<string | undefined> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const resource = (await this.list(root, signal)).find((each) => each.kind === kind && !each.name.includes('/'))
    if (resource === undefined) return undefined
    const within = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
    return `${root}${within}/${resource.name}`
  }

  /** A group that is not there is not remembered: it may be installed a moment later. */
  private async list(root: string, signal: AbortSignal): Promise<readonly Resource[]> {
    const seen = this.known.get(root)
    if (seen !== undefined) return seen
    try {
      const { resources } = await this.transport.json(ResourceList, { path: root, signal })
      this.known.set(root, resources)
      return resources
    } catch (error) {
      if (error instanceof AppError && error.code === 'cluster-object-missing') return []
      throw error
    }
  }
}
