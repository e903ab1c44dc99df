import { z } from 'zod'
import { waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { type IngressDoor, PlannedApp, type PortDoor } from '@/lib/ports/planned-app'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { HttpAnswer, ProvisionPorts } from '@/lib/ports/provision-ports'
import { ClusterAccess, withClusterApi } from '../cluster/access'
import { ingressHosts } from './ingress-hosts'

/** Plans of older panels do not say which machine it is, but hold its address. */
const Placed = z.object({ name: z.string(), address: z.string() })

const Opened = z.object({
  urls: z.array(z.string()),
  /** For the hosts file of a computer, where no name server knows the name. */
  hostsLines: z.array(z.string()),
})

/** Where an app was seen to answer. Runs of older panels say it of one machine and its address. */
export const OpenedDoors = z.union([
  Opened,
  z
    .object({ machine: z.string(), url: z.string() })
    .transform(({ url }): z.infer<typeof Opened> => ({ urls: [url], hostsLines: [] })),
])

const DEADLINE_MS = 90_000

const portDoors = ({ doors }: PlannedApp): readonly PortDoor[] => doors.filter((door) => door.kind === 'port')

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
  output: OpenedDoors,
  timeoutMs: 120_000,
  async run(ctx: StepContext<ProvisionPorts>, { machine, app }) {
    const { address } = 'address' in machine ? machine : await ctx.ports.hosts.locate(machine, ctx.signal)
    const { name } = machine
    const urls: string[] = []
    for (const door of portDoors(app)) {
      const urlOf = (path: string) => ctx.ports.doors.urlOf({ name, address }, door.port, path)
      await untilOpen(ctx, { app, door, where: name, deadlineMs: DEADLINE_MS, find: () => urlOf(door.look.path) })
      urls.push(await urlOf(door.path))
    }
    return { urls, hostsLines: [] }
  },
  undo: 'nothing-to-undo',
})

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
  output: OpenedDoors,
  timeoutMs: BALANCER_DEADLINE_MS + 60_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    const urls = await withClusterApi(ctx.ports, access, async (api) => {
      const found: string[] = []
      for (const door of portDoors(app)) {
        const { namespace, name } = door.service
        let address: string | undefined
        const urlOf = (path: string) => ctx.ports.doors.urlOf({ name, address: address ?? name }, door.port, path)
        await untilOpen(ctx, {
          app,
          door,
          where: 'its load balancer',
          deadlineMs: BALANCER_DEADLINE_MS,
          find: async () => {
            address = (await api.loadBalancerAddresses(namespace, name, ctx.signal))[0]
            return address === undefined ? undefined : urlOf(door.look.path)
          },
          missing: `The cloud has not given ${name} an address yet.`,
          never: (waitedMs) => noBalancer(app, waitedMs),
        })
        found.push(await urlOf(door.path))
      }
      return found
    })
    return { urls, hostsLines: [] }
  },
  undo: 'nothing-to-undo',
})

/** Opens an app by its names at the ingress controller, until it answers. */
export const appAnswersAtIngress = defineStep({
  name: 'app.answers-at-ingress',
  title: 'Answers',
  explain: {
    what: 'Asks the ingress controller, at each of its addresses, for the name of the app, until the app answers. No name server is asked for that.',
    why: 'The controller sends on by the name that a browser asks for. Whether your name server knows the name depends on your network.',
    byHand: ["curl --header 'Host: books.<address>.nip.io' 'http://<address>/'"],
    scripts: [],
  },
  input: z.object({ access: ClusterAccess, app: PlannedApp }),
  output: OpenedDoors,
  timeoutMs: 180_000,
  attempts: { 'cluster-unreachable': { attempts: 5, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { access, app }) {
    const urls: string[] = []
    const hostsLines: string[] = []
    for (const door of app.doors) {
      if (door.kind !== 'ingress') continue
      const hosts = await withClusterApi(ctx.ports, access, (api) => ingressHosts(api, door, ctx.signal))
      if (hosts.length === 0) throw noIngress(app)
      for (const { host, address } of hosts) {
        const find = async () => `http://${address}${door.look.path}`
        await untilOpen(ctx, { app, door, where: address, deadlineMs: DEADLINE_MS, find, host })
        if (door.dns === 'hosts') hostsLines.push(`${address} ${host}`)
      }
      urls.push(...new Set(hosts.map(({ host }) => `http://${host}${door.path}`)))
    }
    return { urls, hostsLines: hostsLines.slice(0, 1) }
  },
  undo: 'nothing-to-undo',
})

interface Opening {
  readonly app: PlannedApp
  readonly door: PortDoor | IngressDoor
  /** For the words when nothing answers. */
  readonly where: string
  readonly deadlineMs: number
  /** Asked for at the URL's address instead of the name in it. */
  readonly host?: string
  /** The URL to ask now; undefined while there is none. */
  find(): Promise<string | undefined>
  /** What is said while there is none. */
  readonly missing?: string
  /** When there never was one. */
  never?(waitedMs: number): AppError
}

/** Opens one door until what stands behind it answers as it should. */
async function untilOpen(ctx: StepContext<ProvisionPorts>, opening: Opening): Promise<void> {
  const { app, door, where, deadlineMs, host, missing } = opening
  let said = ''
  const say = (line: string, stream: 'cmd' | 'info') => {
    if (line !== said) ctx.log(line, stream)
    said = line
  }
  let odd: HttpAnswer | undefined
  let url: string | undefined
  const answer = await waitFor({
    look: async () => {
      url = await opening.find()
      if (url === undefined) {
        if (missing !== undefined) say(missing, 'info')
        return undefined
      }
      say(host === undefined ? `curl '${url}'` : `curl --header 'Host: ${host}' '${url}'`, 'cmd')
      const named = host === undefined ? {} : { host }
      const seen = await ctx.ports.http.get(url, { timeoutMs: 3_000, signal: ctx.signal, ...named })
      if (seen.status === 200 && seen.body.includes(door.look.contains)) return seen
      odd = seen
      return undefined
    },
    everyMs: deadlineMs > DEADLINE_MS ? 1_000 : 200,
    deadlineMs,
    onDeadline: (waitedMs, last) =>
      url === undefined && opening.never !== undefined
        ? opening.never(waitedMs)
        : silent({ app, where, url: url ?? '' }, waitedMs, odd, last),
    clock: ctx.ports.clock,
    signal: ctx.signal,
  })
  ctx.log(answer.body.split('\n', 1)[0]?.slice(0, 200) ?? '', 'out')
}

const noIngress = (app: PlannedApp): AppError =>
  new AppError('app-has-no-ingress', {
    userMessage: `${app.title} is opened through the ingress controller (Traefik), and that has no address now. The events of its Service in kube-system say why.`,
    retryable: true,
    details: { app: app.id },
  })

const noBalancer = (app: PlannedApp, waitedMs: number): AppError =>
  new AppError('app-has-no-balancer', {
    userMessage: `${app.title} got no load balancer within ${Math.round(waitedMs / 60_000)} minutes. The events of its Service say why; the cloud controller of the cluster makes it.`,
    retryable: true,
    details: { app: app.id },
  })

/** Keeps what an app is, and the addresses at which it was seen to answer: the links that the screens show. */
export const recordApp = defineStep({
  name: 'app.record',
  title: 'Save links',
  explain: {
    what: "Notes the addresses at which the app answered, for the cluster's page.",
    why: 'Only links that were seen to work are shown.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ app: PlannedApp, answers: z.array(OpenedDoors) }),
  output: z.object({}),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { app, answers }) {
    const urls = answers.flatMap((each) => each.urls)
    const hostsLines = answers.flatMap((each) => each.hostsLines)
    await ctx.ports.records.saveApp(ctx.subjectId, app, { urls, hostsLines })
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { app }) => ctx.ports.records.removeApp(ctx.subjectId, app.id),
})

function silent(
  { app, where, url }: { readonly app: PlannedApp; readonly where: string; readonly url: string },
  waitedMs: number,
  odd: HttpAnswer | undefined,
  last: AppError | undefined,
): AppError {
  const why =
    last !== undefined
      ? last.userMessage
      : `It answers with status ${odd?.status ?? 'unknown'}, but not what ${app.title} says: another program may have its port on ${where}.`
  return new AppError('app-does-not-answer', {
    userMessage: `${app.title} did not answer on ${where} within ${Math.round(waitedMs / 1000)} s. ${why}`,
    retryable: true,
    details: { app: app.id, where, url },
  })
}
