import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { AppDefinition } from '@/lib/apps/app-definition'
import { PlannedApp } from '@/lib/ports/planned-app'
import { appById, catalogue } from './catalogue'
import { planApp } from './plan-app'

const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory())
const each = catalogue.map((app) => [app.id, app] as const)

describe('the catalogue', () => {
  it('has one app for each folder', () => {
    expect(catalogue.map((app) => app.id).sort()).toEqual(folders.map((folder) => folder.name).sort())
  })

  it('refuses a name that it does not know', () => {
    expect(() => appById('nosuch')).toThrow('There is no app named nosuch in the catalogue.')
  })

  describe.each(each)('%s', (id, app) => {
    it.each([false, true])('is complete, with an ingress controller: %s', (traefik) => {
      const planned = planApp(app, { clusterId: 'cluster1', traefik })
      expect(PlannedApp.parse(JSON.parse(JSON.stringify(planned)))).toEqual(planned)
      expect(app.teaches.length).toBeGreaterThan(0)
      expect(planned.doors.length).toBeGreaterThan(0)
      const labels = {
        'app.kubernetes.io/managed-by': 'buzzcrate',
        'buzzcrate.dev/app': id,
        'buzzcrate.dev/cluster': 'cluster1',
      }
      for (const { metadata } of planned.objects) expect(metadata.labels).toMatchObject(labels)
      for (const secret of planned.secrets) expect(secret.labels).toMatchObject(labels)
      for (const check of planned.checks) {
        const workload = planned.objects.find(({ kind }) => kind === check.workload)
        expect(workload, check.name).toBeDefined()
        const [label = '', value] = check.labelSelector.split('=')
        const names = podsOf(planned).find(({ name }) => name === check.name)
        expect(names?.labels[label]).toBe(value)
      }
    })

    it('gives every container bounds and a probe, and no right that it does not need', () => {
      for (const { spec } of podsOf(planApp(app, { clusterId: 'c' }))) {
        expect(spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } })
        for (const container of spec.containers) {
          expect(container).toMatchObject({
            imagePullPolicy: 'Never',
            readinessProbe: {},
            resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          })
        }
      }
    })

    it('asks for as much memory as it says', () => {
      const asked = podsOf(planApp(app, { clusterId: 'c' })).map(
        ({ replicas, spec }) =>
          spec.containers.reduce((sum, { resources }) => sum + Number.parseInt(resources.requests.memory, 10), 0) *
          replicas,
      )
      expect(asked.reduce((sum, mebibytes) => sum + mebibytes, 0)).toBe(app.needs.memoryMiB)
    })

    it('has the names and versions of its demos', () => {
      for (const [file, image] of demosOf(app)) {
        const spec: unknown = JSON.parse(readFileSync(file, 'utf8'))
        expect(spec).toMatchObject({ name: image.ref.slice(0, image.ref.lastIndexOf(':')), version: image.version })
      }
    })
  })
})

describe('planApp', () => {
  const echo = appById('go-echo')

  it('side-loads by default and pulls from a registry when told', () => {
    expect(JSON.stringify(planApp(echo, { clusterId: 'c' }))).toContain('"imagePullPolicy":"Never"')
    const pulled = planApp(echo, {
      clusterId: 'c',
      registryImages: { 'go-echo': 'registry.lan/echo:2' },
      inputs: { replicas: 5 },
    })
    expect(pulled.images).toMatchObject([{ comes: 'registry', ref: 'registry.lan/echo:2' }])
    expect(JSON.stringify(pulled)).toContain('"image":"registry.lan/echo:2","imagePullPolicy":"IfNotPresent"')
    expect(JSON.stringify(pulled)).toContain('"replicas":5')
  })

  it('names what is wrong with what was chosen', () => {
    expect(() => planApp(echo, { clusterId: 'c', inputs: { replicas: 0 } })).toThrow('At least one pod.')
    expect(() => planApp(echo, { clusterId: 'c', inputs: { replicas: 'many' } })).toThrow('Say how many.')
  })
})

describe('books', () => {
  const books = appById('books')
  const plan = (inputs: object, traefik = true) => planApp(books, { clusterId: 'c', inputs, traefik })

  it('is opened by a name where the cluster has an ingress controller, and by a port where it has none', () => {
    expect(plan({}).doors).toMatchObject([{ kind: 'ingress', dns: 'nip.io', host: 'books' }])
    expect(plan({}, false).doors).toMatchObject([{ kind: 'port', port: 82 }])
    expect(plan({ door: 'port' }).doors).toMatchObject([{ kind: 'port' }])
    expect(() => plan({ door: 'ingress' }, false)).toThrow('made without k3s’s ingress controller')
    expect(plan({ dns: 'hosts', host: 'books.school.lan' }).doors).toMatchObject([{ host: 'books.school.lan' }])
  })

  it.each(['books', 'Books.lan', 'a b.lan', '-books.lan', 'books..lan', ''])('refuses the name “%s”', (host) => {
    expect(() => plan({ dns: 'hosts', host })).toThrow('A name with a dot in it')
  })

  it('holds no password', () => {
    const { secrets, objects } = plan({})
    expect(secrets).toMatchObject([{ name: 'books-db', keys: ['password'] }])
    expect(objects.map(({ kind }) => kind)).not.toContain('Secret')
  })
})

const Workload = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.number(),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        containers: z.array(
          z.looseObject({ resources: z.looseObject({ requests: z.looseObject({ memory: z.string() }) }) }),
        ),
      }),
    }),
  }),
})

const podsOf = ({ objects }: PlannedApp) =>
  objects.flatMap((object) => {
    const workload = Workload.safeParse(object).data
    if (workload === undefined) return []
    const { replicas, template } = workload.spec
    return [{ name: workload.metadata.name, replicas, labels: template.metadata.labels, spec: template.spec }]
  })

const demosOf = ({ images }: AppDefinition) =>
  images.map((image) => [path.resolve('demos', image.demo, 'image.json'), image] as const)
