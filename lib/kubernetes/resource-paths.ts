import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { ObjectRef } from '@/lib/ports/cluster-api'
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
    const root = ref.apiVersion.includes('/') ? `/apis/${ref.apiVersion}` : `/api/${ref.apiVersion}`
    const resource = (await this.list(root, signal)).find(({ kind, name }) => kind === ref.kind && !name.includes('/'))
    if (resource === undefined) return undefined
    const namespace = resource.namespaced ? `/namespaces/${encodeURIComponent(ref.namespace ?? 'default')}` : ''
    return `${root}${namespace}/${resource.name}/${encodeURIComponent(ref.name)}`
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
