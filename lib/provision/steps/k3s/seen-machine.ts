import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { CloudNode } from '@/lib/k3s/config'
import type { Architecture } from '@/lib/ports/artifacts'
import type { MachineLocation } from '@/lib/ports/remote-host'

/** What the steps of k3s want to know of a machine: the output of `host.preflight` has it. */
export const SeenMachine = z.object({
  facts: z.object({
    architecture: z.enum(['amd64', 'arm64', 'arm']).nullable(),
    packageFormat: z.enum(['deb', 'pacman', 'files']),
    addresses: z.array(z.string()),
    dataFreeMiB: z.number(),
  }),
})
export type SeenMachine = z.infer<typeof SeenMachine>

/** Preflight lets no machine pass that k3s is not made for. */
export function architectureOf({ facts }: SeenMachine, machine: string): Architecture {
  if (facts.architecture !== null) return facts.architecture
  throw new AppError('preflight-blocked', {
    userMessage: `k3s is not made for the processor of ${machine}.`,
    details: { machine },
  })
}

/**
 * The address to use among machines: the one that is for that, else the one that the panel uses, where it is the machine's
 * own and not one behind which it hides.
 */
export const nodeIp = ({ facts }: SeenMachine, { address, privateAddress }: MachineLocation): string | undefined =>
  [privateAddress, address].find((one) => one !== undefined && facts.addresses.includes(one))

/** A machine that its cloud's own controller looks after: the output of the step that made it fits as it is. */
export const CloudMachine = z.object({
  /** E.g. `linode://123`. */
  providerId: z.string(),
})
export type CloudMachine = z.infer<typeof CloudMachine>

/** What k3s is told of the cloud; undefined where k3s's own controller looks after nodes. */
export const cloudNode = (
  { cloud }: { readonly cloud?: CloudMachine | undefined },
  { address }: MachineLocation,
): CloudNode | undefined => cloud && { ...cloud, externalIp: address }
