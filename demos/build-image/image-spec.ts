import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'

/** `demos/<demo>/image.json`: what the image of a demo is called and how it starts. */
export const ImageSpec = z.strictObject({
  /** With registry and without tag: `docker.io/buzzcrate/go-echo`. */
  name: z.string().regex(/^[a-z0-9.]+(\/[a-z0-9-]+)+$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** The TCP port the program listens on by default. */
  port: z.int().min(1).max(65535),
  /** Numeric `uid:gid`, so that Kubernetes can check `runAsNonRoot`. */
  user: z.string().regex(/^[1-9]\d*:\d+$/),
  description: z.string().min(1),
})
export type ImageSpec = z.infer<typeof ImageSpec>

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
export function imageRef(spec: ImageSpec): string {
  return `${spec.name}:${spec.version}`
}

export function imageLabels(spec: ImageSpec): Record<string, string> {
  return {
    'org.opencontainers.image.title': spec.name.slice(spec.name.lastIndexOf('/') + 1),
    'org.opencontainers.image.description': spec.description,
    'org.opencontainers.image.version': spec.version,
    'org.opencontainers.image.licenses': 'Apache-2.0',
  }
}
