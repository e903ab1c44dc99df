import path from 'node:path'
import { derivedKey } from '@/lib/core/derived-key'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'
import { registerBoard } from '@/lib/features/cards/register-board'
import { holdWorld } from '@/lib/providers/practice/world/hold-world'
import { startBoards } from '@/lib/providers/practice-boards/board-desk'

/** The duty `practice`: simulates all practice machines, in one worker at a time. */
export async function simulatePractice(signal: AbortSignal): Promise<void> {
  const settings = env()
  const [first, last] = (settings.BUZZCRATE_PRACTICE_APP_PORTS ?? '').split('-').map(Number)
  await holdWorld({
    databaseUrl: settings.DATABASE_URL,
    key: derivedKey(settings.BUZZCRATE_SECRET_KEY, 'practice'),
    listenOn: settings.HOST,
    port: settings.BUZZCRATE_PRACTICE_PORT,
    host: settings.BUZZCRATE_PRACTICE_HOST,
    appPorts: first === undefined || last === undefined ? undefined : { first, last },
    transcriptFolder: settings.BUZZCRATE_PRACTICE_TRANSCRIPT,
    noteFolder: path.join(settings.BUZZCRATE_DATA, 'practice'),
    endedBy: settings.BUZZCRATE_ENDED_BY,
    startBoards: () => startBoards(registerBoard),
    signal,
    say: (message, fields) => log.info(message, fields),
    onError: (where, error) =>
      log.error('the practice world', { where, error: error instanceof Error ? error : String(error) }),
  })
}
