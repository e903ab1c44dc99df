import { isIP } from 'node:net'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { CloudNode } from '@/lib/k3s/config'
import type { Architecture } from '@/lib/ports/artifacts'
import type { MachineLocation } from '@/lib/ports/remote-host'
import { needsCopies } from '../../preflight/container-checks'
import { ReachedNetwork } from '../../preflight/host-facts'

/** What the steps of k3s want to know of a machine: the output of `host.preflight` has it. */
export const SeenMachine = z.object({
  facts: z.object({
    architecture: z.enum(['amd64', 'arm64', 'arm']).nullable(),
    packageFormat: z.enum(['deb', 'pacman', 'files']),
    addresses: z.array(z.string()),
    dataFreeMiB: z.number(),
    // Not there in runs of older panels.
    dataFileSystem: z.string().default(''),
    networks: z.array(ReachedNetwork).default([]),
    defaultLink: z.string().default(''),
    reachedAt: z.string().default(''),
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

/** How a machine takes part in its cluster's networks. */
export interface NodePlace {
  /** The address to use among machines; undefined leaves it to k3s, which takes that of the default route. */
  readonly nodeIp: string | undefined
  /** Where flannel would take another link than that of `nodeIp`. */
  readonly flannelLink: string | undefined
}

/**
 * The address to use among machines: the one that is for that, else the one that the panel uses, where it is the machine's
 * own and not one behind which it hides, else the one at which the machine saw the panel come in: so a name that only the
 * panel knows is told to nobody. Always one of IPv4: with one of IPv6 k3s would make a cluster of IPv6 only.
 */
export function nodePlace({ facts }: SeenMachine, { address, privateAddress }: MachineLocation): NodePlace {
  const own = [privateAddress, address, facts.reachedAt].filter(
    (one) => one !== undefined && facts.addresses.includes(one),
  )
  const nodeIp = own.find((one) => one !== undefined && isIP(one) === 4)
  const link = facts.networks.find(
    ({ kind, network }) => kind === 'address' && nodeIp !== undefined && network.startsWith(`${nodeIp}/`),
  )?.link
  const isOther = link !== undefined && facts.defaultLink !== '' && link !== facts.defaultLink
  return { nodeIp, flannelLink: isOther ? link : undefined }
}

/** Whether its layers of images are copied: preflight has seen to it that this was allowed. */
export const copiesLayers = ({ facts }: SeenMachine): boolean => needsCopies(facts)

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
