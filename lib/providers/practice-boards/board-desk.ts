import { createHash } from 'node:crypto'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { moveBoard } from './board-rows'
import { openCard } from './practice-card'

/** What a board says of itself when it starts for the first time: the report that real ones post. */
export interface PracticeReport {
  readonly hostname: string
  readonly machineId: string
  readonly model: string
  readonly serial: string
  readonly macs: string[]
  readonly hostKey: string
  readonly memoryMib: number
  readonly architecture: string
  readonly os: string
  readonly cgroupControllers: string
  readonly addresses: string[]
}

/** Takes the report as it takes real ones. Throws AppError `first-boot-refused`. */
export type TakeReport = (token: string, report: PracticeReport, seen: string) => Promise<unknown>

/** From power on until a board reports, at speed 1. */
export const BOOT_MS = 45_000
const MOST_AT_ONCE = 50

/** Starts the boards whose time has come, and reports each. @returns how many were looked at */
export async function startBoards(report: TakeReport, now = Date.now()): Promise<number> {
  const starting = await db().practiceBoard.findMany({
    where: { phase: 'starting' },
    orderBy: { phaseSince: 'asc' },
    take: MOST_AT_ONCE,
  })
  const due = starting.filter(({ phaseSince, speed }) => phaseSince.getTime() + BOOT_MS / speed <= now)
  for (const { id, address, model, memoryMib, card: sealed } of due) {
    const card = sealed === null ? undefined : openCard(id, sealed)
    if (card === undefined) continue
    const said = { hostname: card.hostname, hostKey: card.hostKey, model, memoryMib, addresses: [address] }
    try {
      await report(card.token, { ...said, ...SAME, ...ownNumbers(id) }, address)
      await moveBoard(id, 'registered', { hostKey: card.hostKey })
    } catch (error) {
      // Used, over or removed: what a real board would hear, too.
      if (!(error instanceof AppError) || error.code !== 'first-boot-refused') throw error
      await moveBoard(id, 'turned-away', { hostKey: card.hostKey })
    }
  }
  return starting.length
}

const SAME = {
  architecture: 'aarch64',
  os: 'Debian GNU/Linux 12 (bookworm)',
  cgroupControllers: 'cpuset cpu io memory hugetlb pids rdma misc',
} as const

/** Numbers that a board has from its maker: the same ones each time. */
function ownNumbers(id: string): Pick<PracticeReport, 'machineId' | 'serial' | 'macs'> {
  const hex = createHash('sha256').update(`practice board ${id}`).digest('hex')
  const pairs = hex.match(/../g) ?? []
  return { machineId: hex.slice(0, 32), serial: hex.slice(32, 48), macs: [['02', ...pairs.slice(0, 5)].join(':')] }
}
