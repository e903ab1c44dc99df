import type { ClusterView } from '@/lib/contracts/live-clusters'
import type { NodeRow, PodRow, Tone } from '@/lib/contracts/live-rows'
import { countWords, durationWords, listWords } from './durations'

export interface Health {
  readonly tone: Tone
  readonly words: string
}

/** The cluster in one or two plain sentences. `now` in milliseconds: silence is counted in the reader's time. */
export function healthSentence(view: ClusterView, now: number): Health {
  const away = awaySentence(view, now)
  if (away !== undefined) return away
  const nodes = Object.values(view.rows.nodes)
  const pods = Object.values(view.rows.pods)
  if (nodes.length === 0) return { tone: 'busy', words: 'No machine has joined yet.' }
  const down = nodes.filter((node) => !node.ready)
  if (down.length > 0) {
    const answering = `${nodes.length - down.length} of ${countMachines(nodes.length)} ${nodes.length === 1 ? 'answers' : 'answer'}.`
    return {
      tone: 'bad',
      words: [answering, ...down.slice(0, 2).map((node) => downSentence(node, pods, now)), moreDown(down)]
        .filter(Boolean)
        .join(' '),
    }
  }
  const machines = nodes.length === 1 ? 'The machine answers' : `All ${nodes.length} machines answer`
  const broken = pods.filter((pod) => pod.tone === 'bad')
  if (broken.length > 0) {
    return { tone: 'warning', words: `${machines}, but ${troubleWords(broken)}.` }
  }
  const starting = pods.filter((pod) => pod.tone === 'busy' || pod.tone === 'warning')
  if (starting.length > 0) {
    return {
      tone: 'busy',
      words: `${machines}; ${countWords(starting.length, 'pod')} ${starting.length === 1 ? 'is' : 'are'} on the way.`,
    }
  }
  const running = pods.filter((pod) => pod.ready).length
  return { tone: 'good', words: `${machines} and ${running === 1 ? 'the one pod runs' : `all ${running} pods run`}.` }
}

/** A silence shorter than this says nothing about the cluster: a watch is opened again within a second or two. */
const BLIP_MS = 8_000

/** Whether the view is as fresh as it can be, but for a blip that is not worth a word. */
export const isFresh = ({ connection }: ClusterView, now: number): boolean =>
  connection.state === 'live' ||
  (connection.state !== 'connecting' && connection.lastSeenAt !== null && now - connection.since < BLIP_MS)

function awaySentence(view: ClusterView, now: number): Health | undefined {
  const { connection } = view
  if (isFresh(view, now)) return undefined
  if (connection.state === 'connecting') return { tone: 'busy', words: connection.words }
  const since =
    connection.lastSeenAt === null
      ? ''
      : ` It was last seen ${durationWords(now - connection.lastSeenAt)} ago; what is below is from then.`
  return { tone: 'bad', words: `${connection.words}${since}` }
}

const countMachines = (count: number) => (count === 1 ? '1 machine' : `${count} machines`)

function downSentence(node: NodeRow, pods: readonly PodRow[], now: number): string {
  if (node.silentSince === null) return `${node.name}: ${node.words}`
  const silent = `${node.name} has been silent for ${durationWords(now - node.silentSince)}`
  const there = pods.filter((pod) => pod.node === node.name && pod.owner?.kind !== 'DaemonSet' && !pod.replaced)
  if (there.length === 0) return `${silent}; none of its pods is missing.`
  const moving = there.filter((pod) => pod.lost)
  if (moving.length === 0) return `${silent}; ${itsPods(there.length)} waiting to be moved.`
  const which = moving.length < there.length ? someOfItsPods(moving.length) : itsPods(moving.length)
  return `${silent}; ${which} moving.`
}

const itsPods = (count: number) => (count === 1 ? 'its one pod is' : `its ${countWords(count, 'pod')} are`)
const someOfItsPods = (count: number) => (count === 1 ? 'one of its pods is' : `${countWords(count, 'of its pod')} are`)

const moreDown = (down: readonly NodeRow[]) =>
  down.length > 2
    ? `${countWords(down.length - 2, 'other machine')} ${down.length === 3 ? 'is' : 'are'} away as well.`
    : ''

function troubleWords(broken: readonly PodRow[]): string {
  const owners = [...new Set(broken.map((pod) => pod.owner?.name ?? pod.name))]
  const [first] = broken
  if (owners.length === 1 && first !== undefined)
    return `${owners[0]} has trouble: ${lowerFirst(first.words.replace(/\.$/, ''))}`
  const named = owners.length > 4 ? [...owners.slice(0, 3), `${owners.length - 3} others`] : owners
  return `${countWords(broken.length, 'pod')} have trouble: ${listWords(named)}`
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
