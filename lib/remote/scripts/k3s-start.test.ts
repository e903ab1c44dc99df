import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'

/** The real script, before a systemd that has started k3s three times again and a journal that says these lines. */
function startWith(journal: readonly string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'k3s-start-'))
  const program = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}`)
    chmodSync(path.join(folder, name), 0o755)
  }
  writeFileSync(path.join(folder, 'journal'), journal.map((line) => `${line}\n`).join(''))
  program(
    'systemctl',
    `case $1 in
      show) if [ -e ${folder}/started ]; then n=3; else n=0; fi; printf 'ActiveState=activating\\nJob=1\\nNRestarts=%s\\n' $n ;;
      start) touch ${folder}/started ;;
    esac\n`,
  )
  program('journalctl', `case "$*" in *--show-cursor*|*--follow*) ;; *) cat ${folder}/journal ;; esac\n`)
  const text = readFileSync(path.resolve('lib/remote/scripts/k3s-start.sh'), 'utf8')
  const ran = spawnSync('sh', ['-s'], {
    input: text.replaceAll('/etc/rancher', `${folder}/etc`),
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, UNIT: 'k3s-agent', CONFIG: 'x', CA_FILE: '' },
  })
  rmSync(folder, { recursive: true })
  return { status: ran.status, said: /^::result said=(.*)$/m.exec(ran.stdout)?.[1] }
}

const STOPPING = 'time="…" level=info msg="Stopped tunnel to 127.0.0.1:6443"'

it.each([
  ['a fatal line', 'time="…" level=fatal msg="flag provided but not defined: -x"'],
  ['a request to shut down', 'time="…" level=error msg="Shutdown request received: \\"kubelet exited: no cgroup\\""'],
  ['an error, when nothing else says why', 'E1123 04:10:00.000001 1234 run.go:72] "command failed" err="x"'],
])('tells the last words of a k3s that ends with %s', (_, line) => {
  const before = 'time="…" level=error msg="Sending HTTP 503 response"'
  expect(startWith([before, line, STOPPING])).toEqual({ status: 40, said: line })
})

it('tells the last line of a k3s that ends without a word of why', () => {
  expect(startWith(['one', STOPPING])).toEqual({ status: 40, said: STOPPING })
})
