import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

// Scripts by which this folder keeps its own promises (files, units, reboots). Steps have theirs in lib/provision/scripts.

export const fetchFile = defineNodeScript({
  name: 'fetch-file',
  as: 'root',
  env: z.object({ DEST: z.string(), SHA256: z.string(), BYTES: z.string(), URL: z.string(), NOTE: z.string() }),
  result: z.object({ state: z.enum(['present', 'fetched', 'push']) }),
  reports: ['neededBytes', 'freeBytes'],
  // The address is a key to the file while it is offered.
  secretEnv: ['URL'],
  timeoutMs: 900_000,
  exits: { 28: { code: 'host-disk-full', userMessage: 'There is no room on {machine}.' } },
})

export const readFileScript = defineNodeScript({
  name: 'read-file',
  as: 'root',
  env: z.object({ FILE: z.string() }),
  result: z.object({ found: z.enum(['yes', 'no']), text: z.string().default('') }),
  secretEnv: [],
  timeoutMs: 30_000,
  exits: { 27: { code: 'host-command-failed', userMessage: 'A file on {machine} is larger than expected.' } },
})

export const readBootId = defineNodeScript({
  name: 'boot-id',
  as: 'login',
  env: z.object({}),
  result: z.object({ bootId: z.string().min(1) }),
  secretEnv: [],
  timeoutMs: 15_000,
  exits: {},
})

export const stopScript = defineNodeScript({
  name: 'stop-script',
  as: 'root',
  env: z.object({ PID: z.string() }),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 8_000,
  exits: {},
})

export const runUnit = defineNodeScript({
  name: 'run-unit',
  as: 'root',
  env: z.object({ UNIT: z.string(), PROGRAM: z.string(), OUT_SEEN: z.string(), ERR_SEEN: z.string() }),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 3_600_000,
  exits: {},
})

export const endUnit = defineNodeScript({
  name: 'end-unit',
  as: 'root',
  env: z.object({ UNIT: z.string() }),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 30_000,
  exits: {},
})
