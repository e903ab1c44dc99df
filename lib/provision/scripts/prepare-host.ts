import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

/** Loads kernel modules until the next restart. */
export const loadModules = defineNodeScript({
  name: 'load-modules',
  as: 'root',
  env: z.object({ MODULES: z.string() }),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {
    4: {
      code: 'kernel-module-missing',
      userMessage:
        '{machine} could not load the kernel modules {missing}. If its system was updated lately, restart it (sudo reboot) and retry.',
    },
  },
})

/** Switches the memory controller on in a board's kernel arguments; `added` are the words that this panel put there. */
export const enableCgroups = defineNodeScript({
  name: 'enable-cgroups',
  as: 'root',
  env: z.object({ FILE: z.string() }),
  result: z.object({
    memory: z.enum(['yes', 'no']).transform((answer) => answer === 'yes'),
    bootId: z.string().min(1),
    added: z.string().default(''),
  }),
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {
    3: {
      code: 'boot-arguments-unknown',
      userMessage:
        "The file with {machine}'s kernel arguments looks unlike any that BuzzCrate knows, so it was left alone. Add cgroup_memory=1 cgroup_enable=memory to its one line by hand, restart the board and retry.",
    },
  },
})

/** Takes out what `enableCgroups` put in. */
export const restoreBootArguments = defineNodeScript({
  name: 'restore-boot-arguments',
  as: 'root',
  env: z.object({}),
  result: z.object({}),
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {},
})

/** Restarts the machine unless its boot id is another one than BOOT_ID already. */
export const reboot = defineNodeScript({
  name: 'reboot',
  as: 'root',
  env: z.object({ BOOT_ID: z.string().min(1) }),
  result: z.object({ restarting: z.enum(['yes', 'no']).transform((answer) => answer === 'yes') }),
  secretEnv: [],
  timeoutMs: 30_000,
  exits: {},
})
