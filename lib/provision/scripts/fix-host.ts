import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

/** Sets the clock; EPOCH in seconds since 1970, with a fraction. */
export const setClock = defineNodeScript({
  name: 'set-clock',
  as: 'root',
  env: z.object({ EPOCH: z.string().regex(/^\d+(\.\d+)?$/) }),
  result: z.object({ ntp: z.enum(['yes', 'no']).transform((answer) => answer === 'yes') }),
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {},
})

/** Lets the machine know its own name. */
export const addHostsEntry = defineNodeScript({
  name: 'add-hosts-entry',
  as: 'root',
  env: z.object({}),
  result: z.object({ hostname: z.string(), added: z.enum(['yes', 'no']).transform((answer) => answer === 'yes') }),
  secretEnv: [],
  // sudo itself may take ten seconds: that is what this mends.
  timeoutMs: 60_000,
  exits: {},
})
