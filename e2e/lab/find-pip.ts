import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Pip {
  readonly command: string
  readonly args: readonly string[]
}

const pips: readonly Pip[] = [
  { command: 'python3', args: ['-m', 'pip'] },
  { command: 'pip3', args: [] },
]

/** Finds a pip that runs; a Debian without one gets it. Rejects where there is none to be had. */
export async function findPip(): Promise<Pip> {
  const found = await firstThatRuns()
  if (found !== undefined) return found
  await access('/usr/bin/apt-get')
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-pip'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const installed = await firstThatRuns()
  if (installed === undefined) throw new Error('there is no pip on this machine')
  return installed
}

async function firstThatRuns(): Promise<Pip | undefined> {
  for (const pip of pips) {
    const runs = await run(pip.command, [...pip.args, '--version']).then(
      () => true,
      () => false,
    )
    if (runs) return pip
  }
  return undefined
}
