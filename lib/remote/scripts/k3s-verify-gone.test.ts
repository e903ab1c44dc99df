import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'

/** What the real script reports of the firewall, with these programs in place of the machine's, and these tables in its kernel. */
function firewall(programs: Readonly<Record<string, string>>, tables: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'verify-gone-'))
  for (const [name, output] of Object.entries(programs)) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\ncat <<'END'\n${output}\nEND\n`)
    chmodSync(path.join(folder, name), 0o755)
  }
  writeFileSync(path.join(folder, 'tables'), tables)
  const text = readFileSync(path.resolve('lib/remote/scripts/k3s-verify-gone.sh'), 'utf8')
    .replaceAll('/proc/net/ip_tables_names', `${folder}/tables`)
    .replace(/command -v (\$tool|nft|ipset) /g, `test -x ${folder}/$1 `)
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
  const { stdout } = spawnSync('sh', ['-s'], { input: text, encoding: 'utf8', env })
  rmSync(folder, { recursive: true })
  return /^::result firewall=(.*)$/m.exec(stdout)?.[1]
}

it('looks with nft where there is no iptables', () => {
  expect(firewall({ nft: 'table ip nat {\n\tchain KUBE-SERVICES {\n\t}\n}' }, '')).toContain('chain KUBE-SERVICES')
  expect(firewall({ nft: 'table inet mine {\n\tchain input {\n\t}\n}' }, 'nat')).toBe('')
})

it('says that it could not look, where the kernel has tables and nothing reads them', () => {
  expect(firewall({}, 'nat\n')).toContain('could not be looked at')
})

it('finds sets of addresses that network policies left', () => {
  expect(firewall({ 'iptables-save': '*nat\nCOMMIT', ipset: 'KUBE-SRC-7QLDDAQ\nmine' }, '')).toBe('KUBE-SRC-7QLDDAQ')
})
