import { describe, expect, it } from 'vitest'
import { aDeployment, apiWorld, DEPLOYMENTS } from '@/lib/testing/practice/api-world'
import { at } from './kube-object'

describe('update and patch', () => {
  it('refuses an update of an old version, and counts generations by the spec', () => {
    const { ask } = apiWorld()
    const made = ask('POST', DEPLOYMENTS, aDeployment())
    expect(
      at(ask('PUT', `${DEPLOYMENTS}/web`, { ...made, spec: aDeployment('nginx:2').spec }), 'metadata', 'generation'),
    ).toBe(2)
    expect(ask('PUT', `${DEPLOYMENTS}/web`, made)).toMatchObject({ code: 409, reason: 'Conflict' })
    const same = ask('GET', `${DEPLOYMENTS}/web`)
    expect(ask('PUT', `${DEPLOYMENTS}/web`, same)).toEqual(same)
  })

  it('merges containers by name in a strategic patch, and deletes by directive', () => {
    const { ask } = apiWorld()
    ask('POST', DEPLOYMENTS, aDeployment())
    const strategic = { contentType: 'application/strategic-merge-patch+json' }
    const containers = (patch: unknown) =>
      at(
        ask('PATCH', `${DEPLOYMENTS}/web`, { spec: { template: { spec: { containers: patch } } } }, strategic),
        'spec',
        'template',
        'spec',
        'containers',
      )
    expect(containers([{ name: 'side', image: 'busybox:1' }])).toMatchObject([{ name: 'web' }, { name: 'side' }])
    expect(containers([{ name: 'web', image: 'nginx:9' }])).toMatchObject([{ image: 'nginx:9' }, { name: 'side' }])
    expect(containers([{ name: 'side', $patch: 'delete' }])).toMatchObject([{ name: 'web', image: 'nginx:9' }])
  })

  it('scales by the subresource, by JSON patch too', () => {
    const { ask } = apiWorld()
    ask('POST', DEPLOYMENTS, aDeployment())
    expect(
      ask(
        'PATCH',
        `${DEPLOYMENTS}/web/scale`,
        { spec: { replicas: 5 } },
        { contentType: 'application/merge-patch+json' },
      ),
    ).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } })
    ask('PATCH', `${DEPLOYMENTS}/web/scale`, [{ op: 'replace', path: '/spec/replicas', value: 7 }], {
      contentType: 'application/json-patch+json',
    })
    expect(at(ask('GET', `${DEPLOYMENTS}/web`), 'spec', 'replicas')).toBe(7)
  })

  it('keeps status and spec apart', () => {
    const { ask } = apiWorld()
    ask('POST', DEPLOYMENTS, aDeployment())
    const merge = { contentType: 'application/merge-patch+json' }
    ask('PATCH', `${DEPLOYMENTS}/web/status`, { status: { readyReplicas: 2 }, spec: { replicas: 9 } }, merge)
    ask('PATCH', `${DEPLOYMENTS}/web`, { status: { readyReplicas: 0 } }, merge)
    expect(ask('GET', `${DEPLOYMENTS}/web`)).toMatchObject({ spec: { replicas: 2 }, status: { readyReplicas: 2 } })
  })
})

describe('server-side apply', () => {
  const apply = (setup: ReturnType<typeof apiWorld>, body: unknown, manager: string, force = false) =>
    setup.ask('PATCH', `${DEPLOYMENTS}/web?fieldManager=${manager}${force ? '&force=true' : ''}`, body, {
      contentType: 'application/apply-patch+yaml',
    })

  it('creates, changes nothing when repeated, and removes what is no longer declared', () => {
    const setup = apiWorld()
    const first = apply(setup, aDeployment(), 'alice')
    expect(apply(setup, aDeployment(), 'alice')['metadata']).toEqual(first['metadata'])
    const { labels: _gone, ...metadata } = aDeployment().metadata
    expect(at(apply(setup, { ...aDeployment(), metadata }, 'alice'), 'metadata', 'labels')).toBeUndefined()
  })

  it('names every conflict and its owner, and takes fields over when forced', () => {
    const setup = apiWorld()
    apply(setup, aDeployment('nginx:1'), 'alice')
    const refused = apply(setup, aDeployment('nginx:2', 3), 'bob')
    expect(refused).toMatchObject({ code: 409, reason: 'Conflict' })
    expect(refused['message']).toBe(
      'Apply failed with 2 conflicts: conflicts with "alice":\n- .spec.replicas\n- .spec.template.spec.containers[name="web"].image',
    )
    expect(at(apply(setup, aDeployment('nginx:2', 3), 'bob', true), 'spec', 'replicas')).toBe(3)
    expect(apply(setup, aDeployment('nginx:1'), 'alice')).toMatchObject({ code: 409 })
  })

  it('lets an update take a field over from an applier', () => {
    const setup = apiWorld()
    apply(setup, aDeployment('nginx:1', 2), 'alice')
    setup.ask(
      'PATCH',
      `${DEPLOYMENTS}/web?fieldManager=kubectl-scale`,
      { spec: { replicas: 4 } },
      { contentType: 'application/merge-patch+json' },
    )
    expect(apply(setup, aDeployment('nginx:1', 2), 'alice')['message']).toContain(
      'conflict with "kubectl-scale" using apps/v1: .spec.replicas',
    )
  })
})
