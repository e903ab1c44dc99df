import type { ReleasesData } from '@/lib/contracts/artifacts'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { RunData } from '@/lib/contracts/runs'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { RunStatus } from '@/lib/engine/decide'
import { scaledMs } from '@/lib/testing/pace'
import type { Lab } from './lab/hosts/lab'

export interface StartedRun {
  readonly clusterId: string
  readonly runId: string
  readonly runNumber: number
}

/** What a person does in the browser, through the same routes: for lab tests, benches and chaos. */
export class PanelClient {
  private readonly base: string
  private readonly cookie: string

  /** @param cookie the `cookie` header of a session, see createFirstAccount */
  constructor(base: string, cookie: string) {
    this.base = base
    this.cookie = cookie
  }

  /** Calls a route. Throws an Error with the route's own words. */
  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: { cookie: this.cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    // Our own routes, typed by the caller as the browser's code types them.
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  }

  /** Adds the lab's hosts with the lab's key and trusts the host keys that they show. In the lab's order. */
  async addLabMachines(lab: Lab, privateKey: string): Promise<readonly ListedMachine[]> {
    const { key } = await this.call<{ key: { id: string } }>('POST', '/api/ssh-keys', { name: lab.name, privateKey })
    const { machines } = await this.call<{ machines: readonly ListedMachine[] }>('POST', '/api/machines', {
      machines: lab.hosts.map(({ name, address }) => ({ name, address })),
      loginUser: lab.user,
      sshKeyId: key.id,
    })
    const added = lab.hosts.flatMap((host) => machines.find((machine) => machine.name === host.name) ?? [])
    return Promise.all(added.map((machine) => this.trust(machine)))
  }

  private async trust({ id }: ListedMachine): Promise<ListedMachine> {
    const seen = await this.call<{ machine: ListedMachine }>('POST', `/api/machines/${id}/check`)
    const fingerprint = seen.machine.offeredFingerprint
    if (fingerprint === undefined) throw new Error(`${seen.machine.name} showed no host key`)
    await this.call('POST', `/api/machines/${id}/trust`, { fingerprint })
    const { machine } = await this.call<{ machine: ListedMachine }>('POST', `/api/machines/${id}/check`)
    return machine
  }

  /** The newest version of which every file is in the store; waits while the worker takes a folder over. */
  completeRelease(): Promise<string> {
    return waitFor<string>({
      look: async () => {
        const { releases } = await this.call<ReleasesData>('GET', '/api/artifacts')
        return releases.find((release) => release.complete.length > 0)?.version
      },
      everyMs: 200,
      deadlineMs: scaledMs(30_000),
      onDeadline: () => new AppError('no-release', { userMessage: 'The store has no complete release.' }),
      clock: systemClock,
      signal: new AbortController().signal,
    })
  }

  /** Starts a cluster: the first machine is the server. */
  async createCluster(
    name: string,
    machines: readonly ListedMachine[],
    options: { readonly apps?: readonly string[]; readonly k3sVersion: string; readonly allowCgroupV1?: boolean },
  ): Promise<StartedRun> {
    return this.startCluster({
      name,
      provider: 'boards',
      k3sVersion: options.k3sVersion,
      machines: machines.map(({ id }, index) => ({ machineId: id, role: index === 0 ? 'server' : 'agent' })),
      apps: options.apps ?? [],
      allowCgroupV1: options.allowCgroupV1 ?? false,
    })
  }

  /** Starts a cluster as it is asked for, practice clusters too. */
  async startCluster(request: unknown): Promise<StartedRun> {
    const { clusterId, runNumber } = await this.call<{ clusterId: string; runNumber: number }>(
      'POST',
      '/api/clusters',
      request,
    )
    return { clusterId, runNumber, runId: await this.runId(clusterId, runNumber) }
  }

  async deleteCluster(clusterId: string, name: string): Promise<StartedRun> {
    const { runNumber } = await this.call<{ runNumber: number }>('DELETE', `/api/clusters/${clusterId}`, { name })
    return { clusterId, runNumber, runId: await this.runId(clusterId, runNumber) }
  }

  private async runId(clusterId: string, runNumber: number): Promise<string> {
    const detail = await this.call<{ runs: readonly { id: string; number: number }[] }>(
      'GET',
      `/api/clusters/${clusterId}`,
    )
    const run = detail.runs.find(({ number }) => number === runNumber)
    if (run === undefined) throw new Error(`the cluster has no run ${runNumber}`)
    return run.id
  }

  readRun(runId: string): Promise<RunData> {
    return this.call<RunData>('GET', `/api/runs/${runId}`)
  }

  /** Waits until the run rests and returns it. Throws with the failed nodes' words when it rests elsewhere than wanted. */
  async untilRunIs(runId: string, wanted: RunStatus, deadlineMs: number): Promise<RunData> {
    const rests: readonly RunStatus[] = ['succeeded', 'held', 'undone', 'stuck']
    const data = await waitFor<RunData>({
      look: async () => {
        const seen = await this.readRun(runId).catch(() => undefined)
        return seen !== undefined && rests.includes(seen.run.status) ? seen : undefined
      },
      everyMs: 200,
      deadlineMs,
      onDeadline: (waitedMs) =>
        new AppError('run-too-slow', { userMessage: `The run did not rest within ${waitedMs} ms.` }),
      clock: systemClock,
      signal: new AbortController().signal,
    })
    if (data.run.status === wanted) return data
    const failures = data.events.flatMap((event) =>
      event.type === 'failed' || event.type === 'undo_failed' ? [`${event.node}: ${event.error.message}`] : [],
    )
    throw new Error(`the run is ${data.run.status}, not ${wanted}: ${failures.join('; ')}`)
  }
}
