import { afterAll, beforeAll, describe } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import type { ClusterUnderTest } from '../describe-cluster-api'
import { KubeWireScene } from './kube-wire-scene'
import { describeWiredFields } from './wired-fields'
import { describeWiredLists } from './wired-lists'
import { describeWiredObjects } from './wired-objects'

/**
 * What is on the wire between an API server and any client: codes, `Status` bodies, watches, pages, ownership. The same
 * cases run on the lab's real API server and on the practice one. Where they differ the real one is right.
 */
export function describeKubeWire(name: string, setUp: () => Promise<ClusterUnderTest>): void {
  describe(`the wire of ${name}`, { timeout: scaledMs(60_000) }, () => {
    let cluster: ClusterUnderTest
    let scene: KubeWireScene

    beforeAll(async () => {
      cluster = await setUp()
      scene = new KubeWireScene(cluster)
      await scene.open()
    })
    afterAll(async () => {
      await scene?.close()
      await cluster?.close()
    })

    describeWiredObjects(() => scene)
    describeWiredLists(() => scene)
    describeWiredFields(() => scene)
  })
}
