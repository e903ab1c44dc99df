import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import { importImage } from '@/lib/provision/scripts/image'
import { archivePath, loadArchive } from '@/lib/provision/steps/app/side-load'
import type { LinodeContext } from '../linode-context'
import { CONTROLLER_ARTIFACT, linodePort } from '../linode-port'

/** Linode has no machines of another kind. */
const ARCHITECTURE = 'amd64'

export const BroughtController = z.object({ image: z.string(), pulled: z.boolean(), url: z.string().optional() })

/** Sees to it that the server has the image of the cloud controller, or can pull it. */
export const bringController = defineStep({
  name: 'linode.bring-controller',
  title: 'Controller image',
  explain: {
    what: "Looks which image of Linode's cloud controller an admin has chosen. An uploaded one is copied to the server and loaded into k3s; one in a registry is pulled there later, by its digest.",
    why: 'The controller holds the token of your account, so it must be the very program that somebody chose, and not whatever a name leads to today.',
    byHand: ['scp IMAGE.tar <server>:', 'sudo k3s ctr images import IMAGE.tar'],
    scripts: [importImage.name],
  },
  input: z.object({ server: MachineRef }),
  output: BroughtController,
  timeoutMs: 600_000,
  attempts: { '*': { attempts: 3, delayMs: 2_000 } },
  async run(ctx: LinodeContext, { server }) {
    const chosen = await linodePort(ctx.ports).controller()
    if (chosen === undefined) throw noController()
    const { image, comes, url } = chosen
    const brought = { image, pulled: comes === 'registry', ...(url === undefined ? {} : { url }) }
    if (comes === 'registry') {
      ctx.log(`${image} is pulled by the server.`, 'info')
      return brought
    }
    const { id, version } = CONTROLLER_ARTIFACT
    const file = await ctx.ports.artifacts.appImage(id, version, ARCHITECTURE)
    if (file === undefined) throw noController()
    await loadArchive(ctx, server, { file, archive: archivePath(CONTROLLER_ARTIFACT), image })
    return brought
  },
  // It goes with the machine.
  undo: 'nothing-to-undo',
})

const noController = (): AppError =>
  new AppError('cloud-controller-missing', {
    userMessage:
      "The panel has no image of Linode's cloud controller, so nobody would make NodeBalancers. An admin can choose one under Settings; then continue.",
  })
