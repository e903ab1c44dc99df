import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { DeliverableFile } from '@/lib/ports/remote-host'
import { IMAGES_FOLDER, PACKAGE_FOLDER, removeFolder } from '../../scripts/k3s-package'
import { connectTo, patience, runOptions } from '../host/run-options'
import { trusting } from '../trusting'
import { architectureOf, SeenMachine } from './seen-machine'

/** The package's sha256, written by k3s-install.sh when it is installed. */
const INSTALLED_NOTE = '/var/lib/buzzcrate-k3s/package'

const Input = z.object({ machine: MachineRef, seen: SeenMachine, k3sVersion: z.string() })

/** A package that lies on the machine, or is installed there already. `architecture` is what an app's image needs too. */
export const DeliveredPackage = z.object({
  path: z.string(),
  sha256: z.string(),
  format: z.enum(['deb', 'pacman', 'files']),
  architecture: z.enum(['amd64', 'arm64', 'arm']),
  /** Not there in runs of older panels. */
  k3sVersion: z.string().optional(),
})
export type DeliveredPackage = z.infer<typeof DeliveredPackage>

const fileAttempts = { ...patience, 'host-file-corrupt': { attempts: 3, delayMs: 1_000 } }

/** Brings the k3s package of the machine's kind to it. */
export const deliverPackage = defineStep({
  name: 'k3s.package',
  title: 'Package',
  explain: {
    what: 'Brings a package with k3s to the machine, made for its processor and its package manager, and checks its checksum there.',
    why: 'As a package, k3s can be installed, updated and removed like any other program, and leaves nothing behind.',
    byHand: ['scp buzzcrate-k3s_<version>_<architecture>.deb <user>@<address>:', 'sha256sum buzzcrate-k3s_*.deb'],
    scripts: ['fetch-file', 'receive-file'],
  },
  input: Input,
  output: DeliveredPackage,
  timeoutMs: 900_000,
  attempts: fileAttempts,
  async run(ctx: StepContext<ProvisionPorts>, { machine, seen, k3sVersion }) {
    const architecture = architectureOf(seen, machine.name)
    return bringPackage(ctx, machine, { k3sVersion, architecture, format: seen.facts.packageFormat })
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) => takeAway(ctx, machine, PACKAGE_FOLDER),
})

/** Brings the images of Kubernetes' own pods, so that the machine needs no internet. */
export const deliverImages = defineStep({
  name: 'k3s.images',
  title: 'Images',
  explain: {
    what: "Brings the container images of Kubernetes' own pods (DNS, storage, load balancer) to where k3s loads them at its start.",
    why: 'The machine then starts without the internet, and the same way every time.',
    byHand: [
      `scp k3s-airgap-images-<architecture>.tar.zst <user>@<address>:`,
      `sudo mv k3s-airgap-images-* ${IMAGES_FOLDER}/`,
    ],
    scripts: ['fetch-file', 'receive-file'],
  },
  input: Input,
  output: z.object({ path: z.string() }),
  timeoutMs: 900_000,
  attempts: fileAttempts,
  async run(ctx: StepContext<ProvisionPorts>, { machine, seen, k3sVersion }) {
    const file = await ctx.ports.artifacts.k3sImages(k3sVersion, architectureOf(seen, machine.name), ctx.signal)
    const path = `${IMAGES_FOLDER}/${file.name}`
    await send(ctx, machine, file, path)
    return { path }
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) => takeAway(ctx, machine, IMAGES_FOLDER),
})

interface WantedPackage extends Pick<DeliveredPackage, 'architecture' | 'format'> {
  readonly k3sVersion: string
}

/** Brings the package that is made for a machine; does nothing where it lies already, or is installed. */
export async function bringPackage(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  wanted: WantedPackage,
): Promise<DeliveredPackage> {
  const { k3sVersion, architecture, format } = wanted
  const file = await ctx.ports.artifacts.k3sPackage(k3sVersion, architecture, format, ctx.signal)
  const path = `${PACKAGE_FOLDER}/${file.name}`
  await send(ctx, machine, file, path, INSTALLED_NOTE)
  return { path, sha256: file.sha256, format, architecture, k3sVersion }
}

async function send(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  file: DeliverableFile,
  path: string,
  noteAt?: string,
): Promise<void> {
  const host = await connectTo(ctx, machine)
  ctx.log(`${file.name} → ${machine.name}:${path}`, 'cmd')
  const tenths = tenthsOf(file.bytes, (percent) => ctx.log(`${percent} % of ${mebibytes(file.bytes)}`, 'info'))
  const noted = noteAt === undefined ? {} : { noteAt }
  const options = { ...runOptions(ctx), ...noted, onProgress: tenths }
  const { sent } = await trusting(ctx.ports.artifacts, file, () => host.deliver(file, path, options))
  ctx.log(sent ? 'It arrived, and its checksum is right.' : 'It was there already, or has been installed.', 'info')
}

/** Says each further tenth once. */
function tenthsOf(bytes: number, say: (percent: number) => void): (sent: number) => void {
  let said = 0
  return (sent) => {
    const tenth = Math.floor((sent * 10) / bytes)
    if (tenth > said && tenth < 10) say(tenth * 10)
    said = Math.max(said, tenth)
  }
}

const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`

async function takeAway(
  ctx: StepContext<ProvisionPorts>,
  machine: MachineRef,
  folder: typeof PACKAGE_FOLDER | typeof IMAGES_FOLDER,
): Promise<void> {
  const host = await connectTo(ctx, machine)
  ctx.log(`rm -r ${folder}`, 'cmd')
  await host.run(removeFolder, { FOLDER: folder }, runOptions(ctx))
}
