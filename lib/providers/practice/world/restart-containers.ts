import { writeStatus } from '../controllers/practice-world'
import { isObject, listAt, textAt } from '../kube-api/kube-object'
import { type ObjectStore, timestamp } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'

/** A machine that started anew starts the containers of its pods anew: their count of restarts tells of it. */
export function restartContainers(store: ObjectStore, node: string, now: number): void {
  for (const pod of store.list(typeOf('Pod'))) {
    if (textAt(pod, 'spec', 'nodeName') !== node || textAt(pod, 'status', 'phase') !== 'Running') continue
    const status = isObject(pod['status']) ? pod['status'] : {}
    const startedAt = timestamp(now)
    const containerStatuses = listAt(pod, 'status', 'containerStatuses').map((container) => ({
      ...container,
      restartCount: Number(container['restartCount'] ?? 0) + 1,
      state: { running: { startedAt } },
      lastState: { terminated: { exitCode: 255, reason: 'Unknown', startedAt, finishedAt: startedAt } },
    }))
    writeStatus(store, pod, { ...status, containerStatuses })
  }
}
