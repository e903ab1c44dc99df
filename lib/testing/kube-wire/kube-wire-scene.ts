import { expect } from 'vitest'
import { newId } from '@/lib/core/ids'
import type { ClusterUnderTest } from '../describe-cluster-api'
import { KubeWireClient } from './kube-wire-client'

/** A namespace of an API server, and what the cases do in it again and again. */
export class KubeWireScene {
  readonly wire: KubeWireClient
  readonly namespace = `wire-${newId()}`
  readonly maps = `/api/v1/namespaces/${this.namespace}/configmaps`
  readonly deployments = `/apis/apps/v1/namespaces/${this.namespace}/deployments`
  /** Any that the cluster's machines have. */
  readonly image: string

  constructor(cluster: ClusterUnderTest) {
    this.wire = new KubeWireClient(cluster.kubeconfig)
    this.image = cluster.image
  }

  async open(): Promise<void> {
    await this.wire.ask('POST', '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } },
    })
  }

  async close(): Promise<void> {
    await this.wire.ask('DELETE', `/api/v1/namespaces/${this.namespace}`)
  }

  /** Stores a ConfigMap of a fresh name. */
  readonly make = async (more: object = {}) => {
    const mapName = freshName()
    const made = await this.wire.ask('POST', this.maps, { body: configMap(mapName, more) })
    expect(made.code).toBe(201)
    return { address: `${this.maps}/${mapName}`, mapName, body: made.body as { metadata: Record<string, string> } }
  }

  readonly merge = (address: string, body: unknown) =>
    this.wire.ask('PATCH', address, { body, contentType: 'application/merge-patch+json' })
}

export const freshName = () => `m-${newId()}`

export const configMap = (mapName: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: mapName, ...more },
  data: { a: '1' },
})

/** An answer that refuses, as `toMatchObject` takes it. */
export const failure = (code: number, reason: string, message?: unknown) => ({
  code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, ...(message ? { message } : {}) },
})
