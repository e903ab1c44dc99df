import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { Architecture } from '@/lib/ports/artifacts'
import { PlannedApp, type PlannedImage } from '@/lib/ports/planned-app'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { DeliverableFile } from '@/lib/ports/remote-host'
import { importImage, removeImage } from '../../scripts/image'
import { trusting } from '../trusting'

const IMAGES_FOLDER = '/var/lib/rancher/k3s/agent/images'

/** What `k3s` loads at each start, so the image is there after a restart or a reset of the runtime too. */
export const archivePath = ({ id, version }: Pick<PlannedImage, 'id' | 'version'>) =>
  `${IMAGES_FOLDER}/buzzcrate-${id}-${version}.tar`

const Input = z.object({
  /** Called so since the first plans. */
  target: MachineRef,
  /** Any step's output that tells the machine's architecture fits. */
  host: z.object({ architecture: z.enum(['amd64', 'arm64', 'arm']) }),
  app: PlannedApp,
  /** Id of one of the app's images. Plans of older panels knew apps of one image, and do not say it. */
  image: z.string().exactOptional(),
})
type Input = z.infer<typeof Input>

/** Brings an app's image to one machine, without any registry. Before or after k3s started there: both work. */
export const sideLoadApp = defineStep({
  name: 'app.side-load',
  title: 'Load image',
  explain: {
    what: "Copies the app's container image to the machine and loads it into k3s.",
    why: 'Pods can then start there without a registry and without the internet.',
    byHand: [`scp IMAGE.tar <machine>:${IMAGES_FOLDER}/`, `sudo k3s ctr images import ${IMAGES_FOLDER}/IMAGE.tar`],
    scripts: [importImage.name],
  },
  input: Input,
  output: z.object({ sent: z.boolean(), state: z.enum(['imported', 'at-start']) }),
  timeoutMs: 600_000,
  attempts: { '*': { attempts: 3, delayMs: 2_000 } },
  run: (ctx: StepContext<ProvisionPorts>, input) => bring(ctx, input),
  undo: (ctx: StepContext<ProvisionPorts>, input) => takeOff(ctx, input),
})

async function bring(ctx: StepContext<ProvisionPorts>, { target, host, app, image: id }: Input) {
  const image = imageOf(app, id)
  const file = await ctx.ports.artifacts.appImage(image.id, image.version, host.architecture)
  if (file === undefined) throw imageMissing(app, image, host.architecture)
  return loadArchive(ctx, target, { file, archive: archivePath(image), image: image.ref })
}

interface ImageArchive {
  readonly file: DeliverableFile
  /** Where k3s loads it from at each start. */
  readonly archive: string
  readonly image: string
}

/** Brings an image archive to a machine and loads it into k3s, or lets k3s do that when it starts. */
export async function loadArchive(
  ctx: StepContext<ProvisionPorts>,
  target: MachineRef,
  { file, archive, image }: ImageArchive,
): Promise<{ readonly sent: boolean; readonly state: 'imported' | 'at-start' }> {
  const machine = await ctx.ports.hosts.connect(target, ctx.signal)
  const onLine = (line: string, stream: 'out' | 'err') => ctx.log(line, stream)
  const { sent } = await trusting(ctx.ports.artifacts, file, () =>
    machine.deliver(file, archive, { signal: ctx.signal, onLine }),
  )
  ctx.log(sent ? `Sent ${file.name} (${mebibytes(file.bytes)} MiB).` : `${file.name} was there already.`, 'info')
  const { state } = await machine.run(importImage, { ARCHIVE: archive, IMAGE: image }, { signal: ctx.signal, onLine })
  if (state === 'at-start') ctx.log('k3s does not run yet: it loads the image when it starts.', 'info')
  return { sent, state }
}

/** The other way round: takes the image off one machine. */
export const unloadApp = defineStep({
  name: 'app.unload',
  title: 'Remove image',
  explain: {
    what: "Deletes the app's image and its archive from the machine.",
    why: 'Removing an app should leave nothing behind.',
    byHand: ['sudo k3s ctr images rm IMAGE', `sudo rm ${IMAGES_FOLDER}/IMAGE.tar`],
    scripts: [removeImage.name],
  },
  input: Input.omit({ host: true }),
  output: z.object({}),
  timeoutMs: 120_000,
  attempts: { '*': { attempts: 3, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, input) {
    await takeOff(ctx, input)
    return {}
  },
  undo: 'keep',
})

/** Takes an image off one machine that an app no longer runs from; the undo of the change needs it again. */
export const unloadOldImage = defineStep({
  name: 'app.unload-old',
  title: 'Remove old image',
  explain: {
    what: 'Deletes the image of the earlier version and its archive from the machine.',
    why: 'Nothing runs from it any more, and cards are small.',
    byHand: ['sudo k3s ctr images rm IMAGE', `sudo rm ${IMAGES_FOLDER}/IMAGE.tar`],
    scripts: [removeImage.name],
  },
  input: Input,
  output: z.object({}),
  timeoutMs: 120_000,
  attempts: { '*': { attempts: 3, delayMs: 2_000 } },
  async run(ctx: StepContext<ProvisionPorts>, input) {
    await takeOff(ctx, input)
    return {}
  },
  async undo(ctx: StepContext<ProvisionPorts>, input) {
    await bring(ctx, input)
  },
})

async function takeOff(
  ctx: StepContext<ProvisionPorts>,
  { target, app, image: id }: Omit<Input, 'host'>,
): Promise<void> {
  const image = imageOf(app, id)
  const machine = await ctx.ports.hosts.connect(target, ctx.signal)
  const onLine = (line: string, stream: 'out' | 'err') => ctx.log(line, stream)
  await machine.run(removeImage, { ARCHIVE: archivePath(image), IMAGE: image.ref }, { signal: ctx.signal, onLine })
}

const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)

function imageOf({ id: app, images }: PlannedApp, id = app): PlannedImage {
  const image = images.find((each) => each.id === id)
  if (image === undefined) throw new Error(`${app} has no image ${id}`)
  return image
}

function imageMissing(app: PlannedApp, { id, version }: PlannedImage, architecture: Architecture): AppError {
  const which = app.images.length === 1 ? `${app.title} ${version}` : `${app.title} (${id} ${version})`
  return new AppError('app-image-missing', {
    userMessage: `BuzzCrate has no image of ${which} for ${architecture} yet. Its page in the catalogue says how to get one. Then retry.`,
    details: { app: app.id, image: id, version, architecture },
  })
}
