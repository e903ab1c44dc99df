import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'

const Common = {
  /** With registry and without tag: `docker.io/buzzcrate/go-echo`. */
  name: z.string().regex(/^[a-z0-9.]+(\/[a-z0-9-]+)+$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** The TCP port the program listens on by default. */
  port: z.int().min(1).max(65535),
  /** Numeric `uid:gid`, so that Kubernetes can check `runAsNonRoot`. */
  user: z.string().regex(/^[1-9]\d*:\d+$/),
  description: z.string().min(1),
}

const Place = z.string().regex(/^(\/[\w.+-]+)+$/, 'This is not an absolute path.')

/** A Go module in the demo's folder, whose program is the only file of its image. */
const GoImage = z.strictObject({ from: z.literal('go'), ...Common })

/** Debian's packages, unpacked and never run, with the demo's own files. */
const DebianImage = z.strictObject({
  from: z.literal('debian'),
  ...Common,
  packages: z.array(z.string()).min(1),
  /** Packages that others depend on and the program does without. */
  without: z.array(z.string()),
  /** Files and folders of the packages that the program does without, e.g. documentation. */
  leftOut: z.array(Place),
  /** What of the demo's folder goes where. */
  files: z.record(z.string().regex(/^[\w.-]+$/), Place),
  /** Folders that belong to `user`. */
  folders: z.array(Place),
  /** The name that `user` has in the image. */
  userName: z.string().regex(/^[a-z][a-z0-9-]*$/),
  entrypoint: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()),
  /** Folder whose content is to outlive the container. */
  volume: Place.optional(),
  /** What asks it to end, SIGTERM when left out. */
  stopSignal: z.enum(['SIGTERM', 'SIGINT']).optional(),
})

/** `demos/<demo>/image.json`: what the image of a demo is called, what it is made from, and how it starts. */
export const ImageSpec = z.discriminatedUnion('from', [GoImage, DebianImage])
export type ImageSpec = z.infer<typeof ImageSpec>
export type DebianImageSpec = z.infer<typeof DebianImage>

/** Reads the image.json of the demo in `folder`. Throws `demo-unknown` when there is none. */
export async function readImageSpec(folder: string): Promise<ImageSpec> {
  const file = path.join(folder, 'image.json')
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('demo-unknown', {
      userMessage: `There is no demo named ${path.basename(folder)}.`,
      message: `cannot read ${file}`,
      cause,
    })
  })
  return ImageSpec.parse(JSON.parse(text))
}

/** `docker.io/buzzcrate/go-echo:1.0.0`. */
export function imageRef({ name, version }: Pick<ImageSpec, 'name' | 'version'>): string {
  return `${name}:${version}`
}

export function imageLabels(spec: ImageSpec): Record<string, string> {
  // What Debian's packages are licensed under, their own files say: /usr/share/doc/<package>/copyright.
  const licences = spec.from === 'go' ? { 'org.opencontainers.image.licenses': 'Apache-2.0' } : {}
  return {
    'org.opencontainers.image.title': spec.name.slice(spec.name.lastIndexOf('/') + 1),
    'org.opencontainers.image.description': spec.description,
    'org.opencontainers.image.version': spec.version,
    ...licences,
  }
}
