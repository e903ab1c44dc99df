import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

/** Loads an image archive into k3s's containerd. When k3s is not running yet, the archive is loaded at its start. */
export const importImage = defineNodeScript({
  name: 'import-image',
  as: 'root',
  env: z.object({ ARCHIVE: z.string(), IMAGE: z.string() }),
  /** `at-start`: k3s does not run, and loads the archive when it starts. */
  result: z.object({ state: z.enum(['imported', 'at-start']) }),
  secretEnv: [],
  timeoutMs: 180_000,
  exits: {
    40: {
      code: 'image-import-failed',
      userMessage: 'k3s on {machine} could not load the image. The log has its words.',
      retryable: true,
    },
    41: {
      code: 'image-import-failed',
      userMessage: 'k3s on {machine} is starting, but its container runtime did not answer within a minute.',
      retryable: true,
    },
  },
})

/** Takes an image and its archive off a machine; fine where they are not, or k3s is not. */
export const removeImage = defineNodeScript({
  name: 'remove-image',
  as: 'root',
  env: z.object({ ARCHIVE: z.string(), IMAGE: z.string() }),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {},
})
