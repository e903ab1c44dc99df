import type { MachineRef } from '@/lib/ports/planned-machine'
import type { MachineLocation } from '@/lib/ports/remote-host'

/** How to reach a machine over SSH now. Holds no secret, only ids of secrets. */
export interface SshTarget extends MachineRef, MachineLocation {
  /** SecretId of the private key. */
  readonly keySecretId: string
  /** SecretId of the sudo password; null where sudo asks for none or the login is root. */
  readonly sudoSecretId: string | null
  /** The pinned host key, `ssh-ed25519 AAAA…` as in known_hosts; empty where nobody accepted one. */
  readonly hostKey: string
}
