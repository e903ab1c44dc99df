import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Env } from '@/lib/core/env'
import { isFirstRun } from '@/lib/db/first-run'

/**
 * The one-time link that makes the first account, or undefined when there is one already. Made by a process of its
 * own, so that the supervisor stays small.
 * @param program arguments to Node that run workers/setup-link
 */
export async function setupLink(
  program: readonly string[],
  settings: Env,
  baseUrl: string,
): Promise<string | undefined> {
  if (!(await isFirstRun(settings.DATABASE_URL))) return undefined
  const { DATABASE_URL, BUZZCRATE_DATA, BUZZCRATE_SECRET_KEY } = settings
  const env = { ...process.env, DATABASE_URL, BUZZCRATE_DATA, BUZZCRATE_SECRET_KEY }
  const { stdout } = await promisify(execFile)(process.execPath, [...program, baseUrl], { env })
  return stdout.trim()
}
