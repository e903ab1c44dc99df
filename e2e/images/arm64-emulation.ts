import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runCommand } from '@/e2e/lab/hosts/run-command'

const BINFMT = '/proc/sys/fs/binfmt_misc'
/** As Debian's package qemu-user-static has it: with the flag F, so that it works in containers, too. */
const RULE = '/usr/lib/binfmt.d/qemu-aarch64.conf'

/**
 * Lets this machine's kernel run programs for 64-bit ARM, in containers too.
 * @returns how to take that back, or why it cannot be had
 */
export async function emulateArm64(): Promise<(() => void) | string> {
  if (process.arch === 'arm64') return () => undefined
  if (!existsSync(RULE)) return 'Debian’s package qemu-user-static is not installed'
  if (!existsSync(path.join(BINFMT, 'register'))) {
    const { code, stderr } = await runCommand('mount', ['-t', 'binfmt_misc', 'binfmt_misc', BINFMT])
    if (code !== 0) return `binfmt_misc cannot be mounted: ${stderr.trim()}`
  }
  // One without the flag F would look for qemu inside of the container.
  const own = readdirSync(BINFMT).find((name) => /^flags:.*F/m.test(ruleOf(name)) && ruleOf(name).includes('aarch64'))
  if (own !== undefined) return () => undefined
  writeFileSync(path.join(BINFMT, 'register'), readFileSync(RULE, 'utf8').trim())
  return () => writeFileSync(path.join(BINFMT, 'qemu-aarch64'), '-1')
}

const ruleOf = (name: string): string =>
  ['register', 'status'].includes(name) ? '' : readFileSync(path.join(BINFMT, name), 'utf8')
