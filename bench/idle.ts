import { setTimeout as delay } from 'node:timers/promises'
import { type PanelPart, startPanel, type TestPanel } from '@/e2e/panel'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'
import { CATALOGUE_LOOKED_AFTER } from '@/workers/provide-images'
import { runningPanel } from '@/workers/supervisor/panel-file'
import type { Bench } from './bench'
import { memoryMb } from './support/memory'

const SETTLE_S = 20
/** The first start builds the catalogue's images: with a Go toolchain that has no cache yet, for a good part of a minute. */
const AT_REST_DEADLINE_MS = scaledMs(180_000)

export const bench: Bench = {
  about: 'memory of the whole panel when nothing is going on (after --seconds 20)',
  run: async ({ say, flags }) => {
    const seconds = Number(flags.get('seconds') || SETTLE_S)
    const panel = await startPanel()
    try {
      // Some pages, so that the server has loaded what everybody needs.
      for (const page of ['/', '/sign-in', '/setup', '/api/health']) await (await fetch(`${panel.url}${page}`)).text()
      await builtItsImages(panel)
      say(`waiting ${seconds} s for it to settle`)
      await delay(seconds * 1000)
      const of = (part: PanelPart) => Math.round(memoryMb(panel.pid(part) ?? 0))
      const parts = { webMb: of('web'), workerMb: of('worker'), practiceMb: of('practice'), postgresMb: of('postgres') }
      const all = memoryMb(runningPanel(panel.dataDir)?.pid ?? 0)
      const totalMb = Math.round(all)
      return { ...parts, supervisorMb: totalMb - Object.values(parts).reduce((sum, each) => sum + each, 0), totalMb }
    } finally {
      await panel.stop()
    }
  },
}

/** The compiler of a first start counts as the worker's child, and takes more than the whole panel. */
const builtItsImages = (panel: TestPanel) =>
  waitFor({
    clock: systemClock,
    signal: new AbortController().signal,
    everyMs: 500,
    deadlineMs: AT_REST_DEADLINE_MS,
    look: async () => (panel.output().includes(CATALOGUE_LOOKED_AFTER) ? true : undefined),
    onDeadline: (waitedMs) =>
      new AppError('bench-panel-not-at-rest', {
        userMessage: `The panel still builds images after ${waitedMs} ms.`,
        details: { output: panel.output() },
      }),
  })
