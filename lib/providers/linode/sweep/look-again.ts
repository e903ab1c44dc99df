import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { list, plural } from '@/lib/shared/catalogue'
import { orphanKey } from '@/lib/shared/cloud/orphan'
import { accountPort } from './account-port'
import { SweptThing } from './delete-orphan'
import { readOrphans } from './read-orphans'

const NAMED = 5

/** The last look of a sweep: of what was to be deleted, nothing may be left. */
export const lookAgain = defineStep({
  name: 'cloud.look-again',
  title: 'Look again',
  explain: {
    what: 'Lists everything in the account that has BuzzCrate’s tags, and compares it with what was to be deleted.',
    why: 'So that the panel does not believe itself: only what Linode itself no longer shows costs nothing.',
    byHand: [
      'linode-cli linodes list --tags buzzcrate',
      'linode-cli nodebalancers list',
      'linode-cli volumes list',
      'linode-cli firewalls list',
      'linode-cli vpcs list',
    ],
    scripts: [],
  },
  input: z.object({ things: z.array(SweptThing) }),
  output: z.object({ left: z.number(), others: z.number() }),
  timeoutMs: 300_000,
  attempts: { 'cloud-sweep-left': { attempts: 3, delayMs: 10_000 }, '*': { attempts: 4, delayMs: 5_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { things }) {
    const port = accountPort(ctx.ports)
    const linode = await port.connectToAccount(ctx.subjectId)
    const found = await readOrphans(linode, port.clustersOf, ctx.signal)
    await port.saveFound(ctx.subjectId, found, ctx.ports.clock.now())
    const wanted = new Set(things.map(orphanKey))
    const left = found.filter((orphan) => wanted.has(orphanKey(orphan)))
    if (left.length > 0) {
      const names = left.slice(0, NAMED).map(({ label }) => label)
      throw new AppError('cloud-sweep-left', {
        userMessage: `${plural(left.length, { one: 'One thing is', other: '# things are' })} still there: ${list(names)}${left.length > NAMED ? ' …' : ''}.`,
        details: { left: left.map(({ kind, label }) => `${kind} ${label}`) },
      })
    }
    ctx.log(`Of ${plural(things.length, { one: '# thing', other: '# things' })} to delete, 0 are left.`, 'info')
    if (found.length > 0) {
      ctx.log(
        `${plural(found.length, { one: 'One other thing belongs', other: '# others belong' })} to no cluster.`,
        'info',
      )
    }
    return { left: 0, others: found.length }
  },
  undo: 'nothing-to-undo',
})
