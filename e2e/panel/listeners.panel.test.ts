import { afterEach, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import { AppError } from '@/lib/core/errors'
import { listenersOf } from '@/lib/testing/listeners'
import { scaledMs } from '@/lib/testing/pace'

let panel: TestPanel
afterEach(async () => {
  await panel?.stop()
})

/** Runs a practice cluster with an app, so that everything which ever listens does. */
async function inFullUse(): Promise<void> {
  const client = new PanelClient(panel.url, await createFirstAccount(panel))
  const request = { provider: 'practice', name: 'hard-crate', machines: 2, speed: 20, apps: ['go-echo'] }
  const { runId } = await client.startCluster(request)
  await client.untilRunIs(runId, 'succeeded', scaledMs(60_000))
}

/** What all parts of the panel listen on, by who it is: `web 127.0.0.1`. Ports are any free ones. */
function listening(): readonly string[] {
  const web = new URL(panel.url).port
  const parts = (['web', 'worker', 'practice', 'postgres'] as const).flatMap((part) => {
    const pid = panel.pid(part)
    if (pid === undefined) throw new AppError('no-part', { userMessage: `The panel has no ${part}.` })
    return listenersOf(pid).map(({ protocol, address, port }) => ({ part, protocol, address, port }))
  })
  expect(parts.filter(({ part }) => part === 'web').map(({ port }) => String(port))).toEqual([web])
  return [...new Set(parts.map(({ part, protocol, address }) => `${part} ${protocol} ${address}`))].sort()
}

it('is to be reached from its own machine alone, when it is told so', async () => {
  panel = await startPanel({ env: { HOST: '127.0.0.1', BUZZCRATE_PRACTICE_PORT: '0' } })
  await inFullUse()
  expect(listening()).toEqual(['practice tcp 127.0.0.1', 'web tcp 127.0.0.1'])
})

it('opens the panel, and what people reach of practice clusters, to the network otherwise, and nothing else', async () => {
  panel = await startPanel({ env: { HOST: '0.0.0.0', BUZZCRATE_PRACTICE_PORT: '0' } })
  await inFullUse()
  expect(listening()).toEqual(['practice tcp 0.0.0.0', 'web tcp 0.0.0.0'])
})
