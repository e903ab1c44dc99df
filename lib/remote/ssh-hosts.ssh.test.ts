import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { noSshd } from '@/lib/testing/local-sshd'
import { networkCable } from '@/lib/testing/network-cable'
import { provideSshMachine } from '@/lib/testing/ssh-machine'
import { fileServer } from './file-server'

const { root, never, sshd, script, machine, hosts, lines, failure, eventually } = provideSshMachine()

describe.skipIf(noSshd)('machines over SSH, against OpenSSH', () => {
  describe('running a script', () => {
    it('passes values exactly, returns results, and shows every other line', async () => {
      const host = await hosts().connect(machine(), never)
      const values = { QUOTE: `it's "$HOME" \`id\` \\ 🐝`, LINES: 'one\ntwo' }
      const echo = script('echo', 'printf "::result quote=%s\\n" "$QUOTE"\necho "$LINES"\necho oops >&2\ncat')
      const log = lines()
      expect(await host.run(echo, values, log)).toEqual({ quote: values.QUOTE })
      expect(log.seen.toSorted()).toEqual(['err oops', 'out one', 'out two'])
    })

    it('puts no value into an argument list, and masks secrets that a script prints', async () => {
      const host = await hosts().connect(machine(), never)
      const token = 'K10-secret-token-value'
      const text = `for file in /proc/[0-9]*/cmdline; do
        tr '\0' ' ' <"$file" | while IFS= read -r line; do case $line in *"$TOKEN"*) echo found ;; esac; done
      done 2>/dev/null
      echo "it is $TOKEN"`
      const spy = script('spy', text, { secretEnv: ['TOKEN'] })
      const log = lines()
      await host.run(spy, { TOKEN: token }, log)
      expect(log.seen).toEqual(['out it is •••'])
    })

    it('turns exit statuses into words: named ones, unnamed ones, and a kill', async () => {
      const host = await hosts().connect(machine(), never)
      const named = await failure(host.run(script('named', 'echo "::result count=7"; exit 3'), {}, lines()))
      expect(named).toMatchObject({ code: 'three', userMessage: 'pi-01 has 7 of them.', retryable: true })
      const unnamed = await failure(host.run(script('unnamed', 'echo "no such thing" >&2; exit 9'), {}, lines()))
      expect(unnamed.code).toBe('host-command-failed')
      expect(unnamed.userMessage).toContain('status 9')
      expect(unnamed.userMessage).toContain('no such thing')
      const killed = await failure(host.run(script('killed', 'kill -KILL $$'), {}, lines()))
      expect(killed.message).toContain('was killed (SIGKILL)')
    })

    it('runs nothing of a script that arrives in part', async () => {
      const host = await hosts().connect(machine(), never)
      const mark = path.join(root, 'mark')
      const broken = script('broken', `touch ${mark}\nif true; then`)
      expect((await failure(host.run(broken, {}, lines()))).code).toBe('host-command-failed')
      expect(existsSync(mark)).toBe(false)
    })

    it('runs twenty at once on one connection that allows ten sessions', async () => {
      const cable = await networkCable(sshd().port)
      const host = await hosts().connect(machine({ port: cable.port }), never)
      const quick = script('quick', 'echo "::result n=$N"')
      const all = Array.from({ length: 20 }, (_, n) => host.run(quick, { N: String(n) }, lines()))
      expect((await Promise.all(all)).map((result) => result['n'])).toEqual(all.map((_, n) => String(n)))
      expect(cable.connections).toBe(1)
      await cable.close()
    })

    it('lets the machine wait while there is no room for its output, and loses nothing', async () => {
      let open: () => void = () => undefined
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      let isFull = true
      const log = lines()
      const room = () => (isFull && log.seen.length > 0 ? gate : undefined)
      const host = await hosts({ room }).connect(machine(), never)
      const other = await hosts().connect(machine(), never)
      const done = path.join(root, 'flooded')
      const flood = script('flood', `seq 1 1000000; touch ${done}`)
      const running = host.run(flood, {}, log)
      await eventually(() => log.seen.length > 0 || undefined)
      // More than the channel's window of 2 MiB: the script cannot end while nobody reads.
      const readBefore = log.seen.length
      expect(await other.run(script('aside', 'echo "::result ok=yes"'), {}, lines())).toEqual({ ok: 'yes' })
      expect(log.seen.length).toBe(readBefore)
      expect(existsSync(done)).toBe(false)
      isFull = false
      open()
      await running
      expect(log.seen).toHaveLength(1_000_000)
      expect(log.seen.at(-1)).toBe('out 1000000')
    })

    it('stops the script and its children on the machine when the caller gives up', async () => {
      const host = await hosts().connect(machine(), never)
      const pidFile = path.join(root, 'pid')
      const slow = script('slow', `(echo $$ >${pidFile}; sleep 300) | cat\nsleep 300`)
      const abort = new AbortController()
      const running = host.run(slow, {}, { ...lines(), signal: abort.signal })
      const pid = await eventually(() => (existsSync(pidFile) && readFileSync(pidFile, 'utf8').trim()) || undefined)
      abort.abort(new Error('cancelled'))
      await expect(running).rejects.toThrow('cancelled')
      await eventually(() => !existsSync(`/proc/${pid}`) || undefined)
    })

    it('leaves nothing running, whenever the caller gives up', async () => {
      const host = await hosts().connect(machine(), never)
      const pidFile = path.join(root, 'pids')
      writeFileSync(pidFile, '')
      const slow = script('slow-to-end', `echo $$ >>${pidFile}\nsleep 300`)
      // Before the channel opens, while the launcher starts, after the script began: one moment after another.
      for (let afterMs = 0; afterMs < 20; afterMs++) {
        const abort = new AbortController()
        const running = host.run(slow, {}, { ...lines(), signal: abort.signal })
        setTimeout(() => abort.abort(new Error('cancelled')), afterMs)
        await expect(running).rejects.toThrow('cancelled')
      }
      const pids = readFileSync(pidFile, 'utf8').trim().split('\n').filter(Boolean)
      await eventually(() => pids.every((pid) => !existsSync(`/proc/${pid}`)) || undefined)
    })

    it('gives up a script that takes too long, with words', async () => {
      const host = await hosts().connect(machine(), never)
      const error = await failure(host.run(script('late', 'sleep 300', { timeoutMs: 300 }), {}, lines()))
      expect(error).toMatchObject({ code: 'host-timed-out', retryable: true })
    })
  })

  describe('files', () => {
    const big = path.join(root, 'big')
    let file: { name: string; sha256: string; bytes: number; path: string }
    const dest = () => path.join(mkdtempSync(path.join(root, 'dest-')), 'sub/file')
    const bytesOf = (name: string) => createHash('sha256').update(readFileSync(name)).digest('hex')

    beforeAll(() => {
      mkdirSync(path.dirname(big), { recursive: true })
      const data = randomBytes(40 * 1_048_576)
      writeFileSync(big, data)
      file = { name: 'big', path: big, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') }
    })

    it('pushes a large file through the connection, and skips it the second time', async () => {
      const host = await hosts().connect(machine(), never)
      const to = dest()
      const progress: number[] = []
      const options = { ...lines(), onProgress: (sent: number) => void progress.push(sent) }
      expect(await host.deliver(file, to, options)).toEqual({ sent: true })
      expect(bytesOf(to)).toBe(file.sha256)
      expect(statSync(to).mode & 0o777).toBe(0o644)
      expect(progress.at(-1)).toBe(file.bytes)
      expect(await host.deliver(file, to, options)).toEqual({ sent: false })
    })

    it('sends nothing when a note says that the file did its work', async () => {
      const host = await hosts().connect(machine(), never)
      const to = dest()
      const noteAt = path.join(root, 'note')
      writeFileSync(noteAt, `${file.sha256}\n`)
      expect(await host.deliver(file, to, { ...lines(), noteAt })).toEqual({ sent: false })
      expect(existsSync(to)).toBe(false)
      writeFileSync(noteAt, `${'0'.repeat(64)}\n`)
      expect(await host.deliver(file, to, { ...lines(), noteAt })).toEqual({ sent: true })
    })

    it('lets the machine fetch it, and offers it to nobody else', async () => {
      const files = fileServer(0)
      const host = await hosts({ files }).connect(machine(), never)
      const to = dest()
      const progress: number[] = []
      const options = { ...lines(), onProgress: (sent: number) => void progress.push(sent) }
      expect(await host.deliver(file, to, options)).toEqual({ sent: true })
      expect(bytesOf(to)).toBe(file.sha256)
      expect(progress.at(-1)).toBe(file.bytes)

      const offer = await files.offer(file, '192.0.2.1', () => undefined)
      const url = offer.url('127.0.0.1') ?? ''
      expect((await fetch(url)).status).toBe(404)
      const mine = await files.offer(file, '127.0.0.1', () => undefined)
      const myUrl = mine.url('127.0.0.1') ?? ''
      const answer = await fetch(myUrl)
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, file.bytes])
      mine.withdraw()
      expect((await fetch(myUrl)).status).toBe(404)
      await files.close()
    })

    it('pushes when the machine cannot fetch', async () => {
      const unreachable = {
        offer: async () => ({ url: () => 'http://127.0.0.1:1/none', withdraw: () => undefined }),
        close: async () => undefined,
      }
      const host = await hosts({ files: unreachable }).connect(machine(), never)
      const to = dest()
      expect(await host.deliver(file, to, lines())).toEqual({ sent: true })
      expect(bytesOf(to)).toBe(file.sha256)
    })

    it('never puts a damaged file in place', async () => {
      const host = await hosts().connect(machine(), never)
      const to = dest()
      const damaged = { ...file, sha256: '0'.repeat(64) }
      const error = await failure(host.deliver(damaged, to, lines()))
      expect(error).toMatchObject({ code: 'host-file-corrupt', retryable: true })
      expect(existsSync(to)).toBe(false)
    })

    it('says what is needed and what is free when there is no room', async () => {
      const host = await hosts().connect(machine(), never)
      const error = await failure(host.deliver({ ...file, bytes: 9e15 }, dest(), lines()))
      expect(error.code).toBe('host-disk-full')
      expect(error.userMessage).toMatch(/pi-01 is full: big needs [\d,]+ MiB, but only [\d,]+ MiB are free at /)
    })

    it('writes and reads short texts with their mode', async () => {
      const host = await hosts().connect(machine(), never)
      const to = dest()
      const text = `token: 'a'\n$(id)\n🐝`
      expect(await host.readFile(to, lines())).toBeUndefined()
      const log = lines()
      await host.writeFile(to, text, 0o600, log)
      expect(statSync(to).mode & 0o777).toBe(0o600)
      expect(await host.readFile(to, log)).toBe(text)
      expect(log.seen).toEqual([])
    })
  })
})
