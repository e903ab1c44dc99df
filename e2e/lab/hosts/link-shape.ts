import { LabError, mustRun, runCommand, waitFor } from './run-command'

/** How slow a cable is. Delay, jitter and loss need the kernel's netem; the rate works everywhere. */
export type LinkShape = {
  readonly rateKbit?: number
  readonly delayMs?: number
  readonly jitterMs?: number
  readonly lossPercent?: number
}

function netem({ rateKbit, delayMs = 0, jitterMs = 0, lossPercent = 0 }: LinkShape): string[] {
  const rate = rateKbit === undefined ? [] : ['rate', `${rateKbit}kbit`]
  return ['netem', 'delay', `${delayMs}ms`, `${jitterMs}ms`, 'loss', `${lossPercent}%`, ...rate]
}

/** Shapes both directions: the machine's end of the cable (to the host) and the host's own end (from it). */
export async function shapeLink(link: string, hostPid: number, shape: LinkShape): Promise<void> {
  const { rateKbit, delayMs = 0, jitterMs = 0, lossPercent = 0 } = shape
  await unshapeLink(link, hostPid)
  const onlyRate = delayMs === 0 && jitterMs === 0 && lossPercent === 0
  if (onlyRate && rateKbit === undefined) return
  const discipline = onlyRate ? ['tbf', 'rate', `${rateKbit}kbit`, 'burst', '32kb', 'latency', '400ms'] : netem(shape)
  const result = await runCommand('tc', ['qdisc', 'add', 'dev', link, 'root', ...discipline])
  if (result.code !== 0) {
    const way = onlyRate ? '' : ' (this machine’s kernel has no netem: only a rate can be set)'
    throw new LabError(`cannot slow the link down${way}: ${result.stderr.trim()}`)
  }
  await mustRun('nsenter', ['-t', String(hostPid), '-n', 'tc', 'qdisc', 'add', 'dev', 'host0', 'root', ...discipline])
}

export async function unshapeLink(link: string, hostPid: number): Promise<void> {
  // Deleting what is not there is what we want, and an error to tc.
  await runCommand('tc', ['qdisc', 'del', 'dev', link, 'root'])
  await runCommand('nsenter', ['-t', String(hostPid), '-n', 'tc', 'qdisc', 'del', 'dev', 'host0', 'root'])
}

/**
 * Removes the cable of a host whose processes are gone. The kernel would, but not while connections of the dead host still
 * wait for an answer, which takes minutes.
 */
export async function removeLink(link: string): Promise<void> {
  await waitFor(`end of ${link}`, async () => {
    const { code } = await runCommand('ip', ['link', 'show', link])
    if (code !== 0) return true
    await runCommand('ip', ['link', 'del', link])
    return false
  })
}
