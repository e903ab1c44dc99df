import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ContentStore } from '@/lib/artifacts/content-store'
import { FirstBootReport } from '@/lib/contracts/first-boot'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { ImageFolder } from '@/lib/imaging/build/image-folder'
import { SourceShelf } from '@/lib/imaging/sources/source-shelf'
import { cardSample } from '@/lib/testing/imaging/card-sample'
import { scaledMs } from '@/lib/testing/pace'
import { freePort } from '@/workers/supervisor/free-port'
import { ensureDebianSystem } from '../images/debian-system'
import { ensureBoardFirmware } from './board-firmware'
import { HOST_OF_GUEST, type SimulatedBoard, startBoard } from './simulated-board'

const { signal } = new AbortController()
const quiet = { signal, onLine: () => undefined }
const TOKEN = 'a'.repeat(43)
const CARD_GIB = 4
/** Packages are configured one by one, each by a program for another processor. */
const FIRST_START_MS = scaledMs(1_200_000)
const LATER_START_MS = scaledMs(300_000)

let home = ''
let panel: Server
let board: SimulatedBoard | undefined
let card = ''
let sshPort = 0
/** What came to the stand-in for the panel: the board's token and its report. */
const reports: { readonly authorization: string | undefined; readonly body: string }[] = []

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'buzzcrate-boot-'))
  for (const name of ['login', 'host'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path.join(home, name)])
  panel = createServer((request, response) => {
    void text(request).then((body) => {
      reports.push({ authorization: request.headers.authorization, body })
      response.writeHead(204).end()
    })
  }).listen(0, '127.0.0.1')
  await once(panel, 'listening')
  sshPort = await freePort('127.0.0.1', 0)
  card = await makeCard()
  await writeFile(path.join(home, 'known_hosts'), `[127.0.0.1]:${sshPort} ${read('host.pub')}\n`)
})
afterAll(async () => {
  await board?.end()
  panel.close()
  await rm(home, { recursive: true })
})

const read = (name: string): string => readFileSync(path.join(home, name), 'utf8').trim()

async function makeCard(): Promise<string> {
  const system = await ensureDebianSystem()
  const file = path.basename(system)
  const shelf = new SourceShelf(new ContentStore(path.join(home, 'content')), home)
  await shelf.put({ kind: 'root', file }, file, createReadStream(system), { checkedBy: 'made here' })
  const images = new ImageFolder(home, shelf)
  const address = panel.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const request = cardSample({
    hostname: 'bee-1',
    authorizedKeys: [read('login.pub')],
    hostKey: { privateKey: `${read('host')}\n`, publicKey: read('host.pub') },
    phoneHome: { url: `http://${HOST_OF_GUEST}:${port}/api/first-boot`, token: TOKEN },
    clockMs: Date.now(),
  })
  await images.patch(await images.base('efi-arm64', 'debian-12', quiet), 'bootcard', request, quiet)
  return images.fileOf('bootcard', 'card.img')
}

const start = async () =>
  startBoard({ card, cardGib: CARD_GIB, firmware: await ensureBoardFirmware(), sshPort, folder: home })

/** A command on the board, which has to show the key that was put on its card. */
async function onBoard(command: string): Promise<string> {
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${path.join(home, 'known_hosts')}`,
  ]
  const args = [...settings.flatMap((one) => ['-o', one]), '-F', 'none', '-i', path.join(home, 'login')]
  const { stdout } = await promisify(execFile)('ssh', [...args, '-p', String(sshPort), 'root@127.0.0.1', command])
  return stdout.trim()
}

/** Says each minute what the board says, and fails with its last words. */
async function until<T>(what: string, deadlineMs: number, look: () => Promise<T | undefined>): Promise<T> {
  let toldAt = systemClock.now()
  const tell = async () => {
    if (systemClock.now() - toldAt < 60_000) return
    toldAt = systemClock.now()
    console.log(`waiting for ${what}: ${(await board?.lastWords())?.trim().split('\n').at(-1)}`)
  }
  try {
    return await waitFor({
      look: async () => {
        await tell()
        return look()
      },
      deadlineMs,
      everyMs: 2_000,
      clock: systemClock,
      signal,
      onDeadline: () => new AppError('timed-out', { userMessage: `${what} did not happen` }),
    })
  } catch (error) {
    console.log(await board?.lastWords())
    throw error
  }
}

const answers = () =>
  onBoard('true').then(
    () => true,
    // Not yet: it starts.
    () => undefined,
  )

it(
  'starts from its card, sets its packages up, grows, reports, and lets in with the keys of its card',
  async () => {
    board = await start()
    const { authorization, body } = await until('the report', FIRST_START_MS, async () => reports[0])
    expect(authorization).toBe(`Bearer ${TOKEN}`)
    const report = FirstBootReport.parse(JSON.parse(body))
    expect(report).toMatchObject({ hostname: 'bee-1', architecture: 'aarch64', os: 'Debian GNU/Linux 12 (bookworm)' })
    expect(report.hostKey).toBe(read('host.pub').split(' ').slice(0, 2).join(' '))
    expect(report.cgroupControllers.split(' ')).toContain('memory')

    await until('an answer over SSH', LATER_START_MS, answers)
    expect(await onBoard('dpkg --audit; systemctl --failed --plain --no-legend')).toBe('')
    expect(await onBoard('ls /etc/buzzcrate /var/lib/buzzcrate')).not.toMatch(/token|packages-unpacked/)
    expect(Number(await onBoard('df --block-size=1M --output=size / | tail -n 1'))).toBeGreaterThan(
      CARD_GIB * 1024 - 800,
    )
    // Nobody has a password, and the system knows where its packages come from.
    expect(await onBoard("awk -F: '$2 !~ /^[!*]/' /etc/shadow")).toBe('')
    expect(await onBoard('apt-get --simulate install --no-install-recommends sudo')).toContain('0 newly installed')
    await onBoard('systemctl poweroff').catch(() => undefined)
    await board.off()
  },
  FIRST_START_MS + 2 * LATER_START_MS,
)

it(
  'starts again, without setting anything up and without a second report',
  async () => {
    board = await start()
    await until('an answer over SSH', LATER_START_MS, answers)
    expect(await onBoard('cat /etc/hostname; journalctl --list-boots | wc -l')).toContain('bee-1')
    expect(reports).toHaveLength(1)
    expect(await board.lastWords()).not.toContain('setting up the packages')
  },
  2 * LATER_START_MS,
)
