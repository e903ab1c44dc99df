import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

/** Starts k3s and follows its journal until it is up. Whoever reads the lines may know earlier that it never will be. */
export const startK3s = defineNodeScript({
  name: 'k3s-start',
  as: 'root',
  env: z.object({ UNIT: z.enum(['k3s', 'k3s-agent']) }),
  result: z.object({ restarts: z.coerce.number().int() }),
  secretEnv: [],
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
