import type { Finding } from './finding'

/** A machine as pages list it. GET /api/machines answers `{ machines: ListedMachine[] }`. Times are ms since 1970. */
export interface ListedMachine {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly port: number
  readonly loginUser: string
  readonly sshKeyId: string | undefined
  readonly hasSudoPassword: boolean
  /** SHA256 fingerprint of the pinned host key; undefined until it is trusted. */
  readonly hostKeyFingerprint: string | undefined
  /** Another key that the machine showed since: nothing connects until a person decides. */
  readonly offeredFingerprint: string | undefined
  /** `Debian 12, arm64, 8 GB, 24 GB free, clock right, cgroup v2`, from the latest visit. */
  readonly summary: string | undefined
  readonly findings: readonly Finding[] | undefined
  readonly checkedAt: number | undefined
  readonly cluster: { readonly id: string; readonly name: string; readonly role: 'server' | 'agent' } | undefined
}
