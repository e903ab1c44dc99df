import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PlannedApp } from '@/lib/ports/planned-app'
import { appById, catalogue } from './catalogue'
import { planApp } from './plan-app'

const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe('the catalogue', () => {
  it('has one app for each folder', () => {
    expect(catalogue.map((app) => app.id).sort()).toEqual(folders.map((folder) => folder.name).sort())
  })

  it('refuses a name that it does not know', () => {
    expect(() => appById('nosuch')).toThrow('There is no app named nosuch in the catalogue.')
  })

  it.each(catalogue.map((app) => [app.id, app] as const))('%s is complete', (id, app) => {
    const planned = planApp(app, { clusterId: 'cluster1' })
    expect(PlannedApp.parse(JSON.parse(JSON.stringify(planned)))).toEqual(planned)
    expect(app.teaches.length).toBeGreaterThan(0)
    for (const object of planned.objects) {
      expect(object.metadata.labels).toMatchObject({
        'app.kubernetes.io/managed-by': 'buzzcrate',
        'buzzcrate.dev/app': id,
        'buzzcrate.dev/cluster': 'cluster1',
      })
    }
    const deployment = planned.objects.find((object) => object.kind === 'Deployment')
    expect(deployment?.metadata).toMatchObject(pickName(planned.deployment))
  })

  it.each(catalogue.map((app) => [app.id, app] as const))('%s has the name and version of its demo', (_, app) => {
    const file = path.resolve('demos', app.image.demo, 'image.json')
    expect(existsSync(file)).toBe(true)
    const spec: unknown = JSON.parse(readFileSync(file, 'utf8'))
    expect(spec).toMatchObject({ version: app.version })
    expect(spec).toMatchObject({ name: app.image.ref.slice(0, app.image.ref.lastIndexOf(':')) })
  })
})

describe('planApp', () => {
  it('side-loads by default and pulls from a registry when told', () => {
    const side = JSON.stringify(planApp(appById('go-echo'), { clusterId: 'c' }))
    expect(side).toContain('"imagePullPolicy":"Never"')
    const pulled = planApp(appById('go-echo'), { clusterId: 'c', registryImage: 'registry.lan/echo:2', replicas: 5 })
    expect(pulled).toMatchObject({ imageComes: 'registry', image: 'registry.lan/echo:2' })
    expect(JSON.stringify(pulled)).toContain('"image":"registry.lan/echo:2","imagePullPolicy":"IfNotPresent"')
    expect(JSON.stringify(pulled)).toContain('"replicas":5')
  })
})

const pickName = ({ name, namespace }: { name: string; namespace: string }) => ({ name, namespace })
