import { hostFailure } from './host-failures'
import type { MachineRef } from './planned-machine'
import type { MachineLocation } from './remote-host'

/** What the panel knows of a machine now; undefined what it does not know yet. Holds no secret, only ids of secrets. */
export interface KnownMachine {
  /** Undefined while the machine is being made. */
  readonly address: string | undefined
  /** How the other machines of its cluster reach it, where that is not `address`. */
  readonly privateAddress?: string | undefined
  readonly port: number
  readonly user: string
  /** SecretId of the private key. */
  readonly keySecretId: string | undefined
  /** SecretId of the sudo password; undefined where sudo asks for none or the login is root. */
  readonly sudoSecretId: string | undefined
  /** The pinned host key, `ssh-ed25519 AAAA…` as in known_hosts. */
  readonly hostKey: string | undefined
}

/** Where the hosts of each provider look machines up, at every connection anew. The database is behind it. */
export interface MachineDirectory {
  /** Throws `host-not-in-panel` for a machine that was removed. */
  find(machine: MachineRef, signal: AbortSignal): Promise<KnownMachine>
}

/** Where a machine is that is known to the panel. Throws `host-address-unknown` while it is being made. */
export function locationOf({ name }: MachineRef, known: KnownMachine): MachineLocation {
  const { address, privateAddress, port, user } = known
  if (address !== undefined) return { address, port, user, ...(privateAddress === undefined ? {} : { privateAddress }) }
  throw hostFailure('host-address-unknown', {
    userMessage: `${name} has no address yet: it is still being made. It is looked for again.`,
    details: { machine: name },
  })
}
