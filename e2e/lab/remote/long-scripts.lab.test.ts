import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { PreflightOutput, preflightHost } from '@/lib/provision/steps/host/preflight'
import { prepareHost, restoreHost } from '@/lib/provision/steps/host/prepare'
import { fileServer } from '@/lib/remote/file-server'
import { scaledMs } from '@/lib/testing/pace'
import { createLab, type Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'
import { canRun } from '../hosts/lab-support'
import { LabRemote, lines, never } from './lab-remote'

const support = await canRun()

const eventually = (what: string, look: () => Promise<boolean> | boolean) =>
  waitFor({
    look: async () => (await look()) || undefined,
    deadlineMs: scaledMs(30_000),
    everyMs: 50,
    onDeadline: () => new AppError('never', { userMessage: `never: ${what}` }),
    clock: systemClock,
    signal: never,
  })

describe.skipIf(!support.ok)('long scripts, files and restarts on real hosts', () => {
  let lab: Lab
  let remote: LabRemote
  let host: LabHost

  beforeAll(async () => {
    const hosts = [
      { name: 'plain', sudo: 'password', diskGiB: 4 },
      { name: 'pi', board: 'raspberry-pi' },
    ] as const
    lab = await createLab({ name: `remote-${process.pid}`, hosts })
    remote = new LabRemote(lab)
    host = lab.host('plain')
  })
  afterEach(() => remote?.close())
  afterAll(async () => {
    await remote?.remove()
    await lab?.down()
  })

  const machine = () => remote.machine('plain', { sudoPassword: 'buzz-lab' })
  /** Counts to 30 at the pace of the file `go`, which the test writes, and keeps what it was started with. */
  const counting = `echo "::result token=$(printf %s "$TOKEN" | wc -c)"
echo x >>/root/starts
for n in 1 2 3 4 5; do echo "line $n"; echo "error $n" >&2; done
while [ ! -e /root/go ]; do sleep 0.05; done
for n in 6 7 8 9 10; do echo "line $n"; echo "error $n" >&2; done
[ ! -e /root/fail ] || exit 3`
  const expected = (stream: string, word: string) => Array.from({ length: 10 }, (_, n) => `${stream} ${word} ${n + 1}`)
  const reset = () => host.mustExec('rm -f /root/go /root/fail /root/starts; rm -rf /run/buzzcrate')
  const begun = () => eventually('begun', async () => (await host.exec('test -e /root/starts')).code === 0)
  const units = async () => (await host.mustExec("systemctl list-units --plain --no-legend 'buzzcrate-*'")).trim()

  it('go on when the cable is cut, and lose or repeat no line', async () => {
    await reset()
    const script = remote.script('count', counting, { detached: true, secretEnv: ['TOKEN'] })
    const connected = await remote.hosts().connect(await machine(), never)
    const log = lines()
    const running = connected.run(script, { TOKEN: 'secret-token-123' }, log)
    await eventually('first lines', () => log.seen.length === 10)
    await host.cutOff()
    await host.mustExec('touch /root/go')
    await eventually('the unit ended', async () => (await host.exec('ls /run/buzzcrate/*/ended')).code === 0)
    await host.reconnect()
    expect(await running).toMatchObject({ token: '16' })
    expect(log.seen.filter((line) => line.startsWith('out'))).toEqual(expected('out', 'line'))
    expect(log.seen.filter((line) => line.startsWith('err'))).toEqual(expected('err', 'error'))
    expect((await host.mustExec('cat /root/starts')).trim()).toBe('x')
    await eventually('tidied up', async () => !(await host.mustExec('ls /run')).includes('buzzcrate'))
    expect(await units()).toBe('')
  })

  it('are joined by the next worker, not started twice', async () => {
    await reset()
    const script = remote.script('count', counting, { detached: true })
    const first = remote.hosts()
    const letGo = new AbortController()
    const lost = (await first.connect(await machine(), never)).run(
      script,
      { TOKEN: 't' },
      { ...lines(), signal: letGo.signal },
    )
    await begun()
    letGo.abort(new Error('the worker is stopping'))
    await expect(lost).rejects.toThrow('stopping')
    await first.close()
    const log = lines()
    const joined = (await remote.hosts().connect(await machine(), never)).run(script, { TOKEN: 't' }, log)
    await eventually('first lines', () => log.seen.length === 10)
    await host.mustExec('touch /root/go')
    await joined
    expect(log.seen.filter((line) => line.startsWith('out'))).toEqual(expected('out', 'line'))
    expect((await host.mustExec('cat /root/starts')).trim()).toBe('x')
  })

  it('are stopped when the run is cancelled, and begun anew when they failed', async () => {
    await reset()
    const script = remote.script('count', counting, { detached: true })
    const connected = await remote.hosts().connect(await machine(), never)
    const cancel = new AbortController()
    const running = connected.run(script, { TOKEN: 't' }, { ...lines(), signal: cancel.signal })
    await begun()
    cancel.abort(new AppError('cancelled', { userMessage: 'Cancelled.' }))
    await expect(running).rejects.toThrow('Cancelled')
    expect(await units()).toBe('')
    expect(await host.mustExec('ls /run')).not.toContain('buzzcrate')
    await host.mustExec('touch /root/go /root/fail')
    await expect(connected.run(script, { TOKEN: 't' }, lines())).rejects.toMatchObject({ code: 'three' })
    await host.mustExec('rm /root/fail')
    await connected.run(script, { TOKEN: 't' }, lines())
    expect((await host.mustExec('cat /root/starts')).split('\n').filter(Boolean)).toHaveLength(3)
  })

  it('keep secrets out of argument lists and of the disk', async () => {
    await reset()
    const token = 'canary-token-7f3a'
    const script = remote.script('count', counting, { detached: true, secretEnv: ['TOKEN'] })
    const running = (await remote.hosts().connect(await machine(), never)).run(script, { TOKEN: token }, lines())
    await begun()
    // The pattern is put together on the host and read from memory, so that looking for it does not show it.
    const look = [
      'printf %s%s canary-token- 7f3a >/dev/shm/pattern',
      'cat /proc/[0-9]*/cmdline 2>/dev/null | grep -ac -f /dev/shm/pattern',
      'grep -rl -f /dev/shm/pattern /etc /var /root /tmp',
      'stat -c %a /run/buzzcrate/*/program',
      'journalctl --no-pager | grep -c -f /dev/shm/pattern',
      'rm /dev/shm/pattern',
    ]
    const found = await host.exec(look.join('; '))
    expect(found.stdout.split('\n').filter(Boolean)).toEqual(['0', '600', '0'])
    await host.mustExec('touch /root/go')
    await running
  })

  it('stop on the machine when the step gives up, also through sudo', async () => {
    const script = remote.script('sleepy', 'echo $$ >/root/pid; sleep 300')
    const cancel = new AbortController()
    const connected = await remote.hosts().connect(await machine(), never)
    const running = connected.run(script, {}, { ...lines(), signal: cancel.signal })
    await eventually('begun', async () => (await host.exec('test -s /root/pid')).code === 0)
    const pid = (await host.mustExec('cat /root/pid')).trim()
    cancel.abort(new AppError('cancelled', { userMessage: 'Cancelled.' }))
    await expect(running).rejects.toThrow('Cancelled')
    expect((await host.exec(`test -d /proc/${pid}`)).code).not.toBe(0)
  })

  it('brings files both ways, says when the disk is full, and succeeds once there is room', async () => {
    const data = randomBytes(30 * 1_048_576)
    const file = {
      name: 'big.deb',
      path: path.join(tmpdir(), `buzzcrate-big-${process.pid}`),
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
    }
    writeFileSync(file.path, data)
    const files = fileServer(0)
    for (const options of [{}, { files }]) {
      const connected = await remote.hosts(options).connect(await machine(), never)
      await host.fillDisk(10)
      const full = connected.deliver(file, '/var/cache/buzzcrate/big.deb', lines())
      await expect(full).rejects.toMatchObject({
        code: 'host-disk-full',
        userMessage: expect.stringMatching(/disk of plain is full: big\.deb needs 30 MiB, but only \d+ MiB are free/),
      })
      await host.freeDisk()
      const log = lines()
      expect(await connected.deliver(file, '/var/cache/buzzcrate/big.deb', log)).toEqual({ sent: true })
      expect(log.seen).toEqual([])
      expect(await host.mustExec('sha256sum /var/cache/buzzcrate/big.deb')).toContain(file.sha256)
      await host.mustExec('rm -r /var/cache/buzzcrate')
    }
    await files.close()
    rmSync(file.path)
  })

  it('switches the memory controller of a Raspberry Pi on, with one restart, and takes it back', async () => {
    const pi = lab.host('pi')
    const cmdline = () => pi.mustExec('cat /boot/firmware/cmdline.txt')
    const before = await cmdline()
    const { ctx, lines: log } = remote.context(remote.hosts())
    const machine = await remote.machine('pi')
    const seen = PreflightOutput.parse(
      await preflightHost.run(ctx, {
        machine,
        role: 'agent',
        k3sVersion: 'v1.36.1+k3s1',
        allowCgroupV1: true,
      }),
    )
    expect(seen.facts).toMatchObject({
      isPi: true,
      cgroup: { memory: false },
      bootArguments: '/boot/firmware/cmdline.txt',
    })
    const bootId = await pi.bootId()
    expect(await prepareHost.run(ctx, { machine, seen })).toEqual({ restarted: true })
    expect(await pi.bootId()).not.toBe(bootId)
    expect(await cmdline()).toContain(' cgroup_memory=1 cgroup_enable=memory')
    expect(log.join('\n')).toContain('its memory controller is on')
    const restartedAt = await pi.bootId()
    expect(await prepareHost.run(ctx, { machine, seen })).toEqual({ restarted: false })
    expect(await pi.bootId()).toBe(restartedAt)
    await prepareHost.undo(ctx, { machine, seen }, undefined)
    await restoreHost.run(ctx, { machine })
    expect(await cmdline()).toBe(before)
    expect(await pi.mustExec('ls /boot/firmware /var/lib')).not.toContain('buzzcrate')
  })
})
