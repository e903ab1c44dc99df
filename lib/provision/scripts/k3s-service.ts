import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

/**
 * Writes CONFIG as k3s's configuration, starts k3s and follows its journal until it is up. Whoever reads the lines may know earlier that it never will be.
 * `ca` is what CA_FILE holds then, a server's certificate of authority in base64; empty when there is none.
 */
export const startK3s = defineNodeScript({
  name: 'k3s-start',
  as: 'root',
  env: z.object({ UNIT: z.enum(['k3s', 'k3s-agent']), CONFIG: z.string(), CA_FILE: z.string() }),
  result: z.object({ restarts: z.coerce.number().int(), ca: z.string().default('') }),
  // It holds a join secret.
  secretEnv: ['CONFIG'],
  timeoutMs: 900_000,
  exits: {
    40: {
      code: 'k3s-crashes',
      userMessage: 'k3s on {machine} starts and ends again and again. Its last words: {said}',
    },
    41: {
      code: 'k3s-does-not-start',
      userMessage: 'systemd on {machine} does not start k3s. {said}',
    },
    42: {
      code: 'host-command-failed',
      userMessage:
        'The configuration of k3s could not be written on {machine}. Look whether its disk is full or read-only: df -h /etc; then retry.',
    },
  },
})

/** Stops k3s with its containers, networks and mounts; its data stay. */
export const stopK3s = defineNodeScript({
  name: 'k3s-stop',
  as: 'root',
  env: z.object({}),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 300_000,
  exits: {},
})

const Found = z
  .string()
  .default('')
  .transform((text) => text.split('\t').filter((item) => item !== ''))

/** Looks for everything that k3s or its package may leave. */
export const verifyGone = defineNodeScript({
  name: 'k3s-verify-gone',
  as: 'root',
  env: z.object({}),
  result: z.object({
    processes: Found,
    units: Found,
    files: Found,
    links: Found,
    mounts: Found,
    interfaces: Found,
    firewall: Found,
    packages: Found,
    users: Found,
    cgroups: Found,
  }),
  secretEnv: [],
  timeoutMs: 120_000,
  exits: {},
})
