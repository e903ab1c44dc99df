import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { CardRequest } from '@/lib/ports/card-request'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { PACKAGE_FOLDER } from '../../scripts/k3s-package'

/** Which k3s package cards carry: by its version, and by the board's processor and package manager. */
export const CarriedK3s = z.object({
  k3sVersion: z.string(),
  architecture: z.enum(['amd64', 'arm64']),
  format: z.enum(['deb', 'pacman']),
})
export type CarriedK3s = z.infer<typeof CarriedK3s>

/** Makes the package that cards carry; once for all cards of a kind. */
export const makeCardPackage = defineStep({
  name: 'image.package',
  title: 'k3s',
  explain: {
    what: 'Makes the package with k3s that the cards carry, out of the release that the panel keeps.',
    why: 'A board that has it already joins a cluster without waiting for it to be sent.',
    byHand: ['cp buzzcrate-k3s_<version>_<architecture>.deb root/var/cache/buzzcrate/packages/'],
    scripts: [],
  },
  input: CarriedK3s,
  output: CarriedK3s,
  timeoutMs: 900_000,
  async run(ctx: StepContext<ProvisionPorts>, carried) {
    const { file } = await packageOnCard(ctx, carried)
    ctx.log(`${file.name}: ${Math.round(file.bytes / 1_048_576)} MiB`, 'info')
    return carried
  },
  undo: 'keep',
})

/** The package, and where it lies on the card: there the step that brings it looks before it sends anything. */
export async function packageOnCard(
  { ports, signal }: StepContext<ProvisionPorts>,
  { k3sVersion, architecture, format }: CarriedK3s,
): Promise<NonNullable<CardRequest['k3sPackage']>> {
  const file = await ports.artifacts.k3sPackage(k3sVersion, architecture, format, signal)
  return { file, path: `${PACKAGE_FOLDER}/${file.name}` }
}

/** What a card shall have, with its secrets and the package that it carries. */
export async function requestOf(
  ctx: StepContext<ProvisionPorts>,
  request: Promise<CardRequest>,
  k3s: CarriedK3s | undefined,
): Promise<CardRequest> {
  return k3s === undefined ? request : { ...(await request), k3sPackage: await packageOnCard(ctx, k3s) }
}
