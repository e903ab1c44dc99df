import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

// The real scripts on files of a scratch folder: a board whose memory controller is off until it restarts.
let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-boot-'))
  for (const name of ['state', 'cgroup', 'boot']) mkdirSync(path.join(folder, name))
  writeFileSync(
    path.join(folder, 'cgroups'),
    '#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t0\t1\t0\npids\t0\t1\t1\n',
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function run(script: string, env: Record<string, string> = {}): Record<string, string> {
  const text = readFileSync(path.resolve('lib/remote/scripts', `${script}.sh`), 'utf8')
    .replaceAll('/var/lib/buzzcrate', path.join(folder, 'state/buzzcrate'))
    .replaceAll('/sys/fs/cgroup', path.join(folder, 'cgroup'))
    .replaceAll('/proc/cgroups', path.join(folder, 'cgroups'))
  const out = execFileSync('sh', ['-s'], { input: text, encoding: 'utf8', env: { ...process.env, ...env } })
  return Object.fromEntries([...out.matchAll(/^::result (\w+)=(.*)$/gm)].map((match) => [match[1], match[2]]))
}

function file(name: string, text: string): string {
  const full = path.join(folder, 'boot', name)
  writeFileSync(full, text)
  return full
}
const read = (name: string) => readFileSync(name, 'utf8')

describe('the kernel arguments of a board', () => {
  const before = 'console=tty1 root=PARTUUID=4a8e2c11-02 rootfstype=ext4 rootwait\n'
  const after = 'console=tty1 root=PARTUUID=4a8e2c11-02 rootfstype=ext4 rootwait cgroup_memory=1 cgroup_enable=memory\n'

  it('get the words once, on the one line, with a copy kept; and lose them again without a trace', () => {
    const cmdline = file('cmdline.txt', before)
    for (let time = 0; time < 2; time += 1) {
      expect(run('enable-cgroups', { FILE: cmdline })).toMatchObject({
        memory: 'no',
        added: 'cgroup_memory=1 cgroup_enable=memory',
      })
      expect(read(cmdline)).toBe(after)
      expect(read(`${cmdline}.before-buzzcrate`)).toBe(before)
    }
    for (let time = 0; time < 2; time += 1) {
      run('restore-boot-arguments')
      expect(read(cmdline)).toBe(before)
    }
    expect(existsSync(`${cmdline}.before-buzzcrate`)).toBe(false)
    expect(existsSync(path.join(folder, 'state/buzzcrate'))).toBe(false)
  })

  it('keep what somebody else wrote in between, and words that were there before', () => {
    const cmdline = file('cmdline.txt', 'quiet cgroup_enable=memory\n')
    expect(run('enable-cgroups', { FILE: cmdline })['added']).toBe('cgroup_memory=1')
    expect(read(cmdline)).toBe('quiet cgroup_enable=memory cgroup_memory=1\n')
    writeFileSync(cmdline, 'quiet cgroup_enable=memory cgroup_memory=1 usbcore.quirks=1:2\n')
    run('restore-boot-arguments')
    expect(read(cmdline)).toBe('quiet cgroup_enable=memory usbcore.quirks=1:2\n')
  })

  it("are changed in Arch Linux ARM's boot script, quoted or not, and the script is compiled again", () => {
    for (const [line, changed] of [
      ['setenv bootargs console=ttyS1 rw', 'setenv bootargs console=ttyS1 rw cgroup_memory=1 cgroup_enable=memory'],
      ['setenv bootargs "root=x rw"', 'setenv bootargs "root=x rw cgroup_memory=1 cgroup_enable=memory"'],
    ] as const) {
      const text = `part uuid x\n${line}\nif load; then\n  booti\nfi\n`
      const script = file('boot.txt', text)
      writeFileSync(path.join(folder, 'boot/mkscr'), '#!/bin/sh\necho made >>made\n', { mode: 0o755 })
      run('enable-cgroups', { FILE: script })
      expect(read(script)).toBe(text.replace(line, changed))
      run('restore-boot-arguments')
      expect(read(script)).toBe(text)
      expect(read(path.join(folder, 'boot/made'))).toContain('made\nmade\n')
    }
  })

  it('are left alone where the controller is on, and where the file is of no known form', () => {
    const cmdline = file('cmdline.txt', 'one\ntwo\n')
    expect(() => run('enable-cgroups', { FILE: cmdline })).toThrow(/status 3|Command failed/)
    expect(read(cmdline)).toBe('one\ntwo\n')
    writeFileSync(path.join(folder, 'cgroups'), 'memory\t0\t1\t1\n')
    writeFileSync(cmdline, before)
    expect(run('enable-cgroups', { FILE: cmdline })).toMatchObject({ memory: 'yes' })
    expect(read(cmdline)).toBe(before)
  })
})
