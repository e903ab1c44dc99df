import { setTimeout as delay } from 'node:timers/promises'
import { type PanelPart, startPanel } from '@/e2e/panel'
import { runningPanel } from '@/workers/supervisor/panel-file'
import type { Bench } from './bench'
import { memoryMb } from './support/memory'

const SETTLE_S = 20

export const bench: Bench = {
  about: 'memory of the whole panel when nothing is going on (after --seconds 20)',
  run: async ({ say, flags }) => {
    const seconds = Number(flags.get('seconds') || SETTLE_S)
    const panel = await startPanel()
    try {
      // Some pages, so that the server has loaded what everybody needs.
      for (const page of ['/', '/sign-in', '/setup', '/api/health']) await (await fetch(`${panel.url}${page}`)).text()
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
