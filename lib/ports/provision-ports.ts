import type { Reach } from '@/lib/core/address-policy'
import type { Clock } from '@/lib/core/clock'
import type { AppDoors } from './app-doors'
import type { Artifacts } from './artifacts'
import type { ClassRecords } from './class-records'
import type { ClusterApis } from './cluster-api'
import type { Imaging } from './image-builder'
import type { PlannedApp } from './planned-app'
import type { RemoteHosts } from './remote-host'
import type { Vault } from './vault'

/** What steps may write back about their cluster; the database is behind it. All calls are repeatable. */
export interface ClusterRecords {
  saveAccess(clusterId: string, access: { readonly kubeconfigSecretId: string; readonly apiUrl: string }): Promise<void>
  clearAccess(clusterId: string): Promise<void>
  /** The app runs as planned: its checks have passed, and it was seen to answer at these doors. */
  saveApp(clusterId: string, app: PlannedApp, open: OpenDoors): Promise<void>
  removeApp(clusterId: string, app: string): Promise<void>
  /** The proof of the removal of an app. */
  saveAppReceipt(clusterId: string, app: Pick<PlannedApp, 'id' | 'title'>, receipt: Receipt): Promise<void>
  /** The machine is free for another cluster. */
  releaseMachine(clusterId: string, machineId: string): Promise<void>
  /** The machine was made for this cluster, and is gone: the panel knows it no more. */
  forgetMachine(clusterId: string, machineId: string): Promise<void>
  /** Facts seen on the machine: architecture, OS, memory … shown on its page. */
  saveMachineFacts(machineId: string, facts: Readonly<Record<string, string | number | boolean>>): Promise<void>
  /** The proof of deletion: what was checked on each machine, and that nothing was found. */
  saveReceipt(clusterId: string, receipt: Receipt): Promise<void>
}

/** How people open an app. */
export interface OpenDoors {
  readonly urls: readonly string[]
  /** For the hosts file of a computer where no name server knows the name, e.g. `192.168.1.21 books.lan`. */
  readonly hostsLines: readonly string[]
}

export interface ReceiptLine {
  readonly machine: string
  /** What was looked for, e.g. `k3s processes`. */
  readonly looked: string
  readonly left: readonly string[]
}
export interface Receipt {
  readonly checkedAt: number
  readonly lines: readonly ReceiptLine[]
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** Asks a URL once, from where the panel runs. Throws `http-no-answer` (retryable), `address-refused`. */
export interface HttpProbe {
  get(url: string, options: HttpProbeOptions): Promise<HttpAnswer>
}

export interface HttpProbeOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** The name that is asked for at the URL's address, where no name server need know it. Default: the URL's. */
  readonly host?: string
  /** Default `network`. */
  readonly reach?: Reach
}

/** Everything that the steps of provisioning see of the world. One bundle a provider: see lib/providers. */
export interface ProvisionPorts {
  readonly hosts: RemoteHosts
  readonly clusters: ClusterApis
  readonly artifacts: Artifacts
  readonly vault: Vault
  readonly records: ClusterRecords
  readonly http: HttpProbe
  readonly doors: AppDoors
  readonly clock: Clock
  /** Of workers that make images of cards. */
  readonly imaging?: Imaging
  /** Of workers; what runs of classes do. */
  readonly classes?: ClassRecords
  /** What only steps of the run's provider use. They look whether it is theirs. */
  readonly own?: object
}
