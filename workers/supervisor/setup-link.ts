import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Env } from '@/lib/core/env'
import { isFirstRun } from '@/lib/db/first-run'

/**
 * The one-time link that makes the first account, or undefined when there is one already. Made by a process of its
 * own, so that the supervisor stays small.
 */
export async function setupLink(workersFolder: string, settings: Env, baseUrl: string): Promise<string | undefined> {
  const program = path.join(workersFolder, 'setup-link.mjs')
  if (!existsSync(program) || !(await isFirstRun(settings.DATABASE_URL))) return undefined
  const { DATABASE_URL, BUZZCRATE_DATA, BUZZCRATE_SECRET_KEY } = settings
  const env = { ...process.env, DATABASE_URL, BUZZCRATE_DATA, BUZZCRATE_SECRET_KEY }
  const { stdout } = await promisify(execFile)(process.execPath, [program, baseUrl], { env })
  return stdout.trim()
}
