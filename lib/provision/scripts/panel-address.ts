import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'

/** From which address the panel's connection comes, as the machine sees it. */
export const panelAddress = defineNodeScript({
  name: 'panel-address',
  as: 'login',
  env: z.object({}),
  result: z.object({ address: z.ipv4() }),
  secretEnv: [],
  timeoutMs: 30_000,
  exits: {},
})
