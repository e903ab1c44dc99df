import type { Finding, FindingLevel } from './finding'

/** A machine judged for its role in a cluster. */
export interface JudgedMachine {
  readonly machineId: string
  readonly name: string
  readonly role: 'server' | 'agent'
  readonly level: FindingLevel
  readonly summary: string | undefined
  readonly findings: readonly Finding[]
  /** Its host key waits for a person's word. */
  readonly offeredFingerprint: string | undefined
  readonly hostKeyFingerprint: string | undefined
}

/** POST /api/machines/preflight `{ machines: [{ machineId, role }], k3sVersion, allowCgroupV1?, visit? }` answers this. */
export interface JudgedMachines {
  /** Nothing stands in the way of a cluster on these machines. */
  readonly ready: boolean
  readonly machines: readonly JudgedMachine[]
}
