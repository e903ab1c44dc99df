import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { Architecture } from '@/lib/ports/artifacts'

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

/** The address to use among machines: the one that the panel uses, where it is the machine's own and not one behind which it hides. */
export const nodeIp = ({ facts }: SeenMachine, address: string): string | undefined =>
  facts.addresses.includes(address) ? address : undefined
