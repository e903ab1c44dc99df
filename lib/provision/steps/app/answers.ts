import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { PlannedApp } from '@/lib/ports/planned-app'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { HttpAnswer, ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, withClusterApi } from '../cluster/access'

/** Plans of older panels do not say which machine it is, but hold its address. */
const Placed = z.object({ name: z.string(), address: z.string() })

const Answer = z.object({ machine: z.string(), url: z.string() })

const DEADLINE_MS = 90_000

/** Opens an app on one machine's address, as a person would, until it answers. */
export const appAnswers = defineStep({
  name: 'app.answers',
  title: 'Answers',
  explain: {
    what: "Opens the app's address on this machine and looks whether it answers.",
    why: 'Ready pods are not yet an open door: the service load balancer must have opened the port on each machine.',
    byHand: ["curl 'http://<machine>:<port>/?hello'"],
    scripts: [],
  },
  input: z.object({ machine: z.union([MachineRef, Placed]), app: PlannedApp }),
  output: Answer,
  timeoutMs: 120_000,
  async run(ctx: StepContext<ProvisionPorts>, { machine, app }) {
    const { port, path } = app.answers
    const { address } = 'address' in machine ? machine : await ctx.ports.hosts.locate(machine, ctx.signal)
    let url = ''
    let odd: HttpAnswer | undefined
    const answer = await waitFor({
      look: async () => {
        const found = await ctx.ports.doors.urlOf({ name: machine.name, address }, port, path)
        if (found !== url) ctx.log(`curl '${found}'`, 'cmd')
        url = found
        const seen = await ctx.ports.http.get(url, { timeoutMs: 3_000, signal: ctx.signal })
        if (seen.status === 200 && seen.body.includes(app.answers.contains)) return seen
        odd = seen
        return undefined
      },
      everyMs: 200,
      deadlineMs: DEADLINE_MS,
      onDeadline: (waitedMs, last) => silent(app, machine.name, url, waitedMs, odd, last),
      clock: ctx.ports.clock,
      signal: ctx.signal,
    })
    ctx.log(answer.body.split('\n', 1)[0]?.slice(0, 200) ?? '', 'out')
    return { machine: machine.name, url }
  },
  undo: 'nothing-to-undo',
})

/** The Service through which the app is opened. */
function serviceOf({ objects, answers }: PlannedApp): { readonly namespace: string; readonly name: string } {
  const Ports = z.looseObject({ spec: z.looseObject({ ports: z.array(z.looseObject({ port: z.number() })) }) })
  const service = objects.find(
    (object) =>
      object.kind === 'Service' &&
      (Ports.safeParse(object).data?.spec.ports ?? []).some(({ port }) => port === answers.port),
  )
  if (service === undefined) throw new Error('an app has a Service with the port at which it answers')
  return { namespace: service.metadata.namespace ?? 'default', name: service.metadata.name }
}

/** A cloud takes a minute or two to make a load balancer, and some more until it sends anything on. */
const BALANCER_DEADLINE_MS = 600_000

/** Opens an app at the address that the cluster's cloud gave its Service, until it answers. */
export const appAnswersAtBalancer = defineStep({
  name: 'app.answers-at-balancer',
  title: 'Answers',
  explain: {
    what: "Waits until the cloud has given the app's Service a load balancer with a public address, and opens it there until it answers.",
    why: 'The cloud makes a load balancer for each Service of type LoadBalancer. Only once it answers has the whole way been seen: address, load balancer, machine, pod.',
    byHand: ['kubectl get service <app> --watch', "curl 'http://<address>:<port>/?hello'"],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess, app: PlannedApp }),
  output: Answer,
  timeoutMs: BALANCER_DEADLINE_MS + 60_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    const { port, path } = app.answers
    const { namespace, name } = serviceOf(app)
    let said = ''
    const say = (line: string, stream: 'cmd' | 'info') => {
      if (line !== said) ctx.log(line, stream)
      said = line
    }
    let odd: HttpAnswer | undefined
    let url = ''
    const answer = await withClusterApi(ctx.ports, access, (api) =>
      waitFor({
        look: async () => {
          const [address] = await api.loadBalancerAddresses(namespace, name, ctx.signal)
          if (address === undefined) {
            say(`The cloud has not given ${name} an address yet.`, 'info')
            return undefined
          }
          url = await ctx.ports.doors.urlOf({ name, address }, port, path)
          say(`curl '${url}'`, 'cmd')
          const seen = await ctx.ports.http.get(url, { timeoutMs: 3_000, signal: ctx.signal })
          if (seen.status === 200 && seen.body.includes(app.answers.contains)) return seen
          odd = seen
          return undefined
        },
        everyMs: 1_000,
        deadlineMs: BALANCER_DEADLINE_MS,
        onDeadline: (waitedMs, last) =>
          url === '' ? noBalancer(app, waitedMs) : silent(app, 'its load balancer', url, waitedMs, odd, last),
        clock: ctx.ports.clock,
        signal: ctx.signal,
      }),
    )
    ctx.log(answer.body.split('\n', 1)[0]?.slice(0, 200) ?? '', 'out')
    return { machine: name, url }
  },
  undo: 'nothing-to-undo',
})

const noBalancer = (app: PlannedApp, waitedMs: number): AppError =>
  new AppError('app-has-no-balancer', {
    userMessage: `${app.title} got no load balancer within ${Math.round(waitedMs / 60_000)} minutes. The events of its Service say why; the cloud controller of the cluster makes it.`,
    retryable: true,
    details: { app: app.id },
  })

/** Keeps the addresses at which an app was seen to answer: the links that the screens show. */
export const recordApp = defineStep({
  name: 'app.record',
  title: 'Save links',
  explain: {
    what: "Notes the addresses at which the app answered, for the cluster's page.",
    why: 'Only links that were seen to work are shown.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ app: PlannedApp, answers: z.array(Answer) }),
  output: z.object({}),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { app, answers }) {
    const urls = answers.map(({ url }) => url)
    await ctx.ports.records.saveAppUrl(ctx.subjectId, app.id, urls, app.version)
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { app }) => ctx.ports.records.removeApp(ctx.subjectId, app.id),
})

function silent(
  app: PlannedApp,
  machine: string,
  url: string,
  waitedMs: number,
  odd: HttpAnswer | undefined,
  last: AppError | undefined,
): AppError {
  const why =
    last !== undefined
      ? last.userMessage
      : `It answers with status ${odd?.status ?? 'unknown'}, but not what ${app.title} says: another program may have port ${app.answers.port} on ${machine}.`
  return new AppError('app-does-not-answer', {
    userMessage: `${app.title} did not answer on ${machine} within ${Math.round(waitedMs / 1000)} s. ${why}`,
    retryable: true,
    details: { app: app.id, machine, url },
  })
}
