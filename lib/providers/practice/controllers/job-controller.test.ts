import { describe, expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld } from '@/lib/testing/practice/control-world'
import { admitJob } from '../kube-api/job-admission'
import { at, listAt, type StoredObject } from '../kube-api/kube-object'
import type { ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'

atOneTimeOfDay()

const running = (script: string, restartPolicy: string) => ({
  restartPolicy,
  containers: [{ name: 'main', image: 'busybox:1', command: ['sh', '-c', script] }],
})

describe('jobs', () => {
  const job = (script: string, spec: object): StoredObject =>
    admitJob({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once', namespace: 'default' },
      spec: { ...spec, template: { metadata: { labels: {} }, spec: running(script, 'Never') } },
    })
  const found = (store: ObjectStore) => store.get(typeOf('Job'), 'default', 'once')
  const conditions = (store: ObjectStore) => listAt(found(store), 'status', 'conditions').map((one) => one['type'])

  it('run until as many pods succeeded as are wanted', async () => {
    const { store, apply, run, shown } = controlWorld()
    apply(job('echo done', { completions: 3, parallelism: 2 }))
    await run(1_000)
    expect(shown()).toHaveLength(2)
    await run(60_000)
    expect(shown().map((pod) => pod.split('@')[0])).toEqual(['Completed', 'Completed', 'Completed'])
    expect(conditions(store)).toEqual(['SuccessCriteriaMet', 'Complete'])
    expect(found(store)?.['status']).toMatchObject({ succeeded: 3 })
  })

  it('try again, ever later, and give up after as many failures as may be', async () => {
    const { store, apply, run, shown } = controlWorld()
    apply(job('exit 3', { backoffLimit: 2 }))
    await run(11_000)
    expect(shown()).toHaveLength(1)
    await run(200_000)
    expect(shown().map((pod) => pod.split('@')[0])).toEqual(['Error', 'Error', 'Error'])
    expect(conditions(store)).toEqual(['FailureTarget', 'Failed'])
  })

  it('come by a schedule', async () => {
    const { store, apply, run } = controlWorld()
    apply({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'often', namespace: 'default' },
      spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: { spec: running('echo hi', 'Never') } } } },
    })
    await run(16 * 60_000)
    expect(store.list(typeOf('Job')).length).toBe(3)
    expect(at(store.get(typeOf('CronJob'), 'default', 'often'), 'status', 'lastScheduleTime')).toBeDefined()
  })
})
