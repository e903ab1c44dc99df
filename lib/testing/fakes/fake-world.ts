import { AppError } from '@/lib/core/errors'
import { caHash } from '@/lib/k3s/token'
import { ownDoors } from '@/lib/ports/app-doors'
import { hostFailure } from '@/lib/ports/host-failures'
import type { MachineDirectory } from '@/lib/ports/machine-directory'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { HttpAnswer, HttpProbe, ProvisionPorts } from '@/lib/ports/provision-ports'
import type { SecretLabel, Vault } from '@/lib/ports/vault'
import { operate } from '@/lib/providers/practice/machines/operate'
import { PracticeArtifacts } from '@/lib/providers/practice/machines/practice-artifacts'
import { PracticeMachine, type PracticeMachineOptions } from '@/lib/providers/practice/machines/practice-machine'
import { SimulatedHosts } from '@/lib/providers/practice/machines/simulated-hosts'
import type { SampleOwn, SampleWorld } from '@/lib/providers/provider-samples'
import { base64, kubeCredentials } from '../kube-credentials'
import { FakeClusterApis } from './fake-cluster-apis'
import { FakeImaging } from './fake-imaging'
import { MemoryRecords } from './memory-records'
import { VirtualClock } from './virtual-clock'

export const FAKE_VERSION = 'v1.36.1+k3s1'

/** Everything outside that provisioning touches, simulated: machines, a store, a vault, records, and Kubernetes. */
export class FakeWorld {
  readonly clock = new VirtualClock()
  readonly machines: readonly PracticeMachine[]
  readonly records = new MemoryRecords()
  readonly secrets = new Map<string, { readonly plain: string; readonly label: SecretLabel }>()
  readonly clusters: FakeClusterApis
  readonly imaging = new FakeImaging()
  /** Ids of machines that are still being made: nobody knows their address yet. */
  readonly unaddressed = new Set<string>()
  readonly ports: ProvisionPorts
  private readonly own: SampleOwn | undefined

  /** @param own what stands behind `own` of the ports, for steps of a provider */
  constructor(machines: readonly FakeMachineOptions[], own?: (world: SampleWorld) => SampleOwn) {
    this.machines = machines.map(machineOf)
    this.own = own?.(this.ownWorld())
    if (this.own?.makesMachines === true) for (const { machineId } of this.machines) this.end(machineId)
    const machineAt = (address: string) => this.machines.find((each) => each.address === address)
    const balancers = this.own?.balancers
    this.clusters = new FakeClusterApis({
      now: () => this.clock.now(),
      machines: () => this.machines,
      machineAt,
      balancers,
    })
    const surroundings = { clock: this.clock, speed: 1, machineAt, serverFiles, remains: () => [] }
    this.ports = {
      hosts: new SimulatedHosts(
        async (machine, operation, events, signal) =>
          operate(this.machineOf(machine), operation, surroundings, events, signal),
        this.directory(),
        this.clock,
      ),
      clusters: this.clusters,
      artifacts: new PracticeArtifacts(FAKE_VERSION),
      vault: fakeVault(this.secrets),
      records: this.records,
      http: this.probe(machineAt),
      doors: ownDoors,
      clock: this.clock,
      imaging: this.imaging.ports,
      ...(this.own === undefined ? {} : { own: this.own.port }),
    }
  }

  /** The cluster takes the machines, as the feature does before a run begins. */
  claim(clusterId: string): void {
    for (const { machineId } of this.machines) this.records.holders.set(machineId, clusterId)
  }

  /** Everything that could be left behind, for comparing. Values of secrets and times are left out. */
  snapshot(): unknown {
    return {
      ...(this.own === undefined ? {} : { own: this.own.snapshot() }),
      machines: Object.fromEntries(this.machines.map((machine) => [machine.name, machine.snapshot()])),
      secrets: [...this.secrets.values()].map(({ label }) => label.kind).sort(),
      access: [...this.records.access.values()].map(({ apiUrl }) => apiUrl),
      appUrls: [...this.records.appUrls].sort(),
      apps: [...this.records.apps].sort(),
      holders: [...this.records.holders].sort(),
      objects: [...this.clusters.objects()].sort(),
      unaddressed: [...this.unaddressed].sort(),
      imaging: this.imaging.snapshot(),
    }
  }

  private ownWorld(): SampleWorld {
    return {
      clock: this.clock,
      machines: this.machines,
      make: (machineId) => {
        this.machineOf({ machineId, name: machineId }).on = true
      },
      address: (machineId) => void this.unaddressed.delete(machineId),
      end: (machineId) => this.end(machineId),
    }
  }

  /** A machine that is not there: whoever makes it again gets a bare one. */
  private end(machineId: string): void {
    const machine = this.machineOf({ machineId, name: machineId })
    machine.stopK3s()
    machine.files.clear()
    machine.images.clear()
    Object.assign(machine, { on: false, packageSha256: undefined, k3sVersion: '', joined: '', addedArguments: '' })
    this.unaddressed.add(machineId)
  }

  private machineOf({ machineId, name }: MachineRef): PracticeMachine {
    const machine = this.machines.find((each) => each.machineId === machineId)
    if (machine === undefined) throw hostFailure('host-not-in-panel', { userMessage: `The world has no ${name}.` })
    return machine
  }

  private directory(): MachineDirectory {
    return {
      find: async (machine) => {
        const { machineId, address, user } = this.machineOf(machine)
        const known = this.unaddressed.has(machineId) ? undefined : address
        return { address: known, port: 22, user, keySecretId: undefined, sudoSecretId: undefined, hostKey: undefined }
      },
    }
  }

  private probe(machineAt: (address: string) => PracticeMachine | undefined): HttpProbe {
    return {
      get: async (text, { signal, host }): Promise<HttpAnswer> => {
        signal.throwIfAborted()
        const url = new URL(text)
        const machine = machineAt(url.hostname)
        const behind = this.own?.balancers?.has(url.hostname) === true ? this.machines : [machine]
        const opens = (each: PracticeMachine) =>
          host === undefined ? this.clusters.answers(each, Number(url.port)) : this.clusters.routes(each, host)
        const open = behind.some((each) => each !== undefined && opens(each))
        if (!open) throw new AppError('http-no-answer', { userMessage: `${text} does not answer.`, retryable: true })
        // Says what it was asked, as go-echo does.
        return { status: 200, body: decodeURIComponent(`${url.pathname}${url.search}`) }
      },
    }
  }
}

export interface FakeMachineOptions extends Pick<PracticeMachineOptions, 'architecture' | 'packageFormat'> {
  readonly number: number
  /** False: as a Raspberry Pi comes, the memory controller needs kernel arguments and a restart. */
  readonly memoryController?: boolean
}

function machineOf({ number, memoryController = true, ...kind }: FakeMachineOptions): PracticeMachine {
  const address = `10.0.0.${number}`
  return new PracticeMachine({ ...fakeMachine(number), address, ...kind, state: { memoryController } })
}

/** The CA of a fake cluster is its server's token in another form: the same after each restart, another in each cluster. */
function serverFiles(_machine: PracticeMachine, token: string) {
  const { certificate, key } = kubeCredentials
  // Text beside the blocks of a PEM file is a comment: the same certificate in each file, but another file.
  const authority = `${kubeCredentials.authority}${caHash(token)}\n`
  const data = base64(authority)
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'default', cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': data } }],
    contexts: [{ name: 'default', context: { cluster: 'default', user: 'default' } }],
    users: [
      { name: 'default', user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } },
    ],
  }
  // JSON is YAML.
  return { authority, kubeconfig: JSON.stringify(kubeconfig) }
}

/** A machine of a fake world; the first is `pi-01` at 10.0.0.1. */
export const fakeMachine = (number: number): MachineRef => ({ machineId: `m${number}`, name: `pi-0${number}` })

function fakeVault(secrets: Map<string, { readonly plain: string; readonly label: SecretLabel }>): Vault {
  let sealed = 0
  return {
    async seal(plain, label) {
      const id = `secret-${++sealed}`
      secrets.set(id, { plain, label })
      return id
    },
    async find(kind, clusterId) {
      const found = [...secrets].filter(([, { label }]) => label.kind === kind && label.clusterId === clusterId)
      return found.map(([id]) => id)
    },
    async open(secretId) {
      const secret = secrets.get(secretId)
      if (secret === undefined) throw new AppError('secret-missing', { userMessage: 'This secret is gone.' })
      return secret.plain
    },
    async forget(secretId) {
      secrets.delete(secretId)
    },
  }
}
