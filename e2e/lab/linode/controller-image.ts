import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipLayers, ociLayout } from '@/demos/build-image/oci-layout'
import { receiveAppImage } from '@/lib/artifacts/receive-upload'
import type { Shelf } from '@/lib/artifacts/shelf'
import { CONTROLLER_ARTIFACT } from '@/lib/providers/linode/linode-port'
import { refuseInTests } from '@/lib/testing/refuse-in-tests'
import { buildGoProgram } from '../build-go-program'
import { cacheFolder } from '../hosts/lab-folders'

const NAME = 'lab-linode-controller'
/** Said to be the lab's, and no controller of Linode's. */
export const LAB_CONTROLLER_IMAGE = `docker.io/buzzcrate-lab/${NAME}:lab`
const ARCH = process.arch === 'arm64' ? 'arm64' : 'amd64'

/**
 * The archive of the image of the lab's stand-in for Linode's cloud controller. Compiled once for its sources: five minutes
 * the first time. Throws as `buildGoProgram`.
 */
export async function ensureControllerImage(say: (line: string) => void = () => undefined): Promise<string> {
  const cache = path.join(cacheFolder(), 'linode')
  const program = await buildGoProgram({ name: NAME, module: path.join(import.meta.dirname, 'controller'), cache }, say)
  const archive = `${program}.tar`
  if (existsSync(archive)) return archive
  refuseInTests('The image of the lab’s stand-in for Linode’s cloud controller')
  await mkdir(cache, { recursive: true })
  const files = [{ kind: 'file', name: NAME, mode: 0o755, content: await readFile(program) }] as const
  const variants = [{ arch: ARCH, files, config: { Entrypoint: [`/${NAME}`] } }] as const
  const half = `${archive}.${process.pid}`
  await writeFile(half, await ociLayout([{ ref: LAB_CONTROLLER_IMAGE, variants }], gzipLayers))
  await rename(half, archive)
  return archive
}

/** Puts the archive where an admin's upload of the controller would be. */
export async function shelveController(shelf: Shelf): Promise<void> {
  const { id: app, version } = CONTROLLER_ARTIFACT
  const bytes = createReadStream(await ensureControllerImage())
  await receiveAppImage(shelf, { app, version, architecture: ARCH, source: 'upload', bytes })
}
