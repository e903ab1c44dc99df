import { isNetwork, isWithin, networksOf } from '@/lib/core/networks'

/** A packet of a new connection, as rules see it. */
export interface Packet {
  readonly hook: 'input' | 'forward'
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly from: string
  /** That it comes in by. */
  readonly link: string
  readonly says: string
}

type Verdict = 'accept' | 'stop' | 'return' | 'go-on' | { readonly jump: string; readonly goto: boolean }

interface Rule {
  /** `undefined`: it asks something that is not understood, so it is taken as one that does not apply. */
  readonly applies: ((packet: Packet) => boolean) | undefined
  readonly verdict: Verdict
}

interface Chain {
  readonly hook: Packet['hook'] | undefined
  readonly stopsByPolicy: boolean
  readonly rules: Rule[]
}

/** Chains by name: what belongs together. */
export type RuleSet = ReadonlyMap<string, Chain>

/** check-host.sh cuts longer ones off: half of the rules may say the opposite of all of them. */
const MOST_CHARACTERS = 11_900
const DEEPEST = 16

/** Whether no set of rules stops the packet. A rule that asks what is not known here counts as one that does not apply. */
export function wouldPass(sets: readonly RuleSet[], packet: Packet): boolean {
  return sets.every((set) =>
    [...set.values()].every((chain) => {
      if (chain.hook !== packet.hook) return true
      const ended = walk(set, chain, packet, 0)
      return ended === undefined ? !chain.stopsByPolicy : ended === 'accept'
    }),
  )
}

function walk(set: RuleSet, chain: Chain, packet: Packet, depth: number): 'accept' | 'stop' | undefined {
  if (depth > DEEPEST) return undefined
  for (const { applies, verdict } of chain.rules) {
    if (applies === undefined || !applies(packet)) continue
    if (verdict === 'return') return undefined
    if (verdict === 'accept' || verdict === 'stop') return verdict
    if (verdict === 'go-on') continue
    const next = set.get(verdict.jump)
    const ended = next === undefined ? undefined : walk(set, next, packet, depth + 1)
    if (ended !== undefined || verdict.goto) return ended
  }
  return undefined
}

const HOOKS: ReadonlyMap<string, Packet['hook']> = new Map([
  ['INPUT', 'input'],
  ['FORWARD', 'forward'],
  ['input', 'input'],
  ['forward', 'forward'],
])

const TARGETS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['ACCEPT', 'accept'],
  ['DROP', 'stop'],
  ['REJECT', 'stop'],
  ['RETURN', 'return'],
  // They only note something down.
  ['LOG', 'go-on'],
  ['NFLOG', 'go-on'],
  ['MARK', 'go-on'],
])

/** The filter table as `iptables-save` prints it (iptables-save(8)); none where there is nothing to read. */
export function readFilterRules(text: string): readonly RuleSet[] {
  if (text.trim() === '' || text.length > MOST_CHARACTERS) return []
  const chains = new Map<string, Chain>()
  for (const line of text.split('\n')) {
    const [, name = '', policy = ''] = /^:(\S+) (\S+)/.exec(line) ?? []
    // Flannel and kube-proxy put their rules behind those of FORWARD, before its policy: Docker's does them no harm.
    const stopsByPolicy = policy === 'DROP' && name !== 'FORWARD'
    if (name !== '') chains.set(name, { hook: HOOKS.get(name), stopsByPolicy, rules: [] })
    // A comment may say anything.
    const words = line
      .replace(/"(?:[^"\\]|\\.)*"/g, '""')
      .trim()
      .split(/\s+/)
    if (words[0] === '-A') chains.get(words[1] ?? '')?.rules.push(filterRule(words.slice(2)))
  }
  return [chains]
}

type Condition = (packet: Packet) => boolean

/** Conditions of iptables that are understood, each with its one value. */
const CONDITIONS: Readonly<Record<string, (value: string) => Condition>> = {
  '-p':
    (value) =>
    ({ protocol }) =>
      value === 'all' || value === protocol,
  '--dport': (value) => portIn(value.replace(':', '-')),
  '--dports': (value) => portIn(value.replaceAll(':', '-')),
  '-i': (value) => linkIs(value),
  '-s': (value) => fromIs(value),
  '--ctstate': (value) => () => value.split(',').includes('NEW'),
  '--state': (value) => () => value.split(',').includes('NEW'),
  '--comment': () => () => true,
  '-m': () => () => true,
  '--reject-with': () => () => true,
  '--log-prefix': () => () => true,
  '--log-level': () => () => true,
}

function filterRule(words: readonly string[]): Rule {
  const conditions: Condition[] = []
  let verdict: Verdict = 'go-on'
  let understood = true
  for (let at = 0; at < words.length; at += 1) {
    const negated = words[at] === '!'
    if (negated) at += 1
    const name = words[at] ?? ''
    const value = words[at + 1] ?? ''
    if (name === '-j' || name === '-g') {
      verdict = TARGETS.get(value) ?? { jump: value, goto: name === '-g' }
      at += 1
      continue
    }
    const condition = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name]?.(value) : undefined
    if (condition === undefined) understood = false
    else {
      conditions.push(negated ? (packet) => !condition(packet) : condition)
      at += 1
    }
  }
  return { applies: understood ? (packet) => conditions.every((each) => each(packet)) : undefined, verdict }
}

/** @param list `22,6443,30000-32767` */
function portIn(list: string): Condition {
  const ranges = list.split(',').map((range) => range.split('-').map(Number))
  return ({ port }) => ranges.some(([first = -1, last = first]) => port >= first && port <= last)
}

/** @param link `eth0`, or `eth+` and `eth*` for all that begin so */
const linkIs =
  (link: string): Condition =>
  (packet) =>
    /[+*]$/.test(link) ? packet.link.startsWith(link.slice(0, -1)) : packet.link === link

function fromIs(networks: string): Condition {
  const list = networks.split(',')
  if (!list.every(isNetwork)) return () => false
  const known = networksOf(list)
  return ({ from }) => isWithin(known, from)
}

/**
 * Tables of `nft list ruleset` (nft(8)), each for itself: what one of them stops, no other lets pass.
 * @param filterKnown the tables of iptables were read from iptables itself
 */
export function readNftRules(text: string, filterKnown: boolean): readonly RuleSet[] {
  if (text.trim() === '' || text.length > MOST_CHARACTERS) return []
  const tables: Map<string, Chain>[] = []
  let chains: Map<string, Chain> | undefined
  let rules: Rule[] | undefined
  for (const line of text.split('\n').map((each) => each.trim())) {
    const [, family = '', table = ''] = /^table (\S+) (\S+) \{/.exec(line) ?? []
    if (family !== '') {
      rules = undefined
      const wanted = ['ip', 'inet'].includes(family) && !(filterKnown && family === 'ip' && table === 'filter')
      chains = wanted ? new Map() : undefined
      if (chains !== undefined) tables.push(chains)
    }
    const [, name = ''] = /^chain (\S+) \{/.exec(line) ?? []
    if (name !== '' && chains !== undefined) {
      rules = []
      chains.set(name, { hook: undefined, stopsByPolicy: false, rules })
      continue
    }
    if (line === '}') rules = undefined
    if (rules === undefined || chains === undefined) continue
    const hook = HOOKS.get(/^type filter hook (\S+) /.exec(line)?.[1] ?? '')
    const last = [...chains.keys()].at(-1) ?? ''
    if (hook !== undefined) chains.set(last, { hook, stopsByPolicy: /policy drop/.test(line), rules })
    else if (!line.startsWith('type ')) rules.push(nftRule(line))
  }
  return tables
}

const NFT_VERDICTS: readonly (readonly [RegExp, Verdict])[] = [
  [/\baccept$/, 'accept'],
  [/\bdrop$/, 'stop'],
  [/\breject( with .*)?$/, 'stop'],
  [/\breturn$/, 'return'],
]

/** Conditions of nftables that are understood; what they match is taken off the rule. */
const NFT_CONDITIONS: readonly (readonly [RegExp, (found: RegExpExecArray) => Condition])[] = [
  [
    /^(tcp|udp) dport (?:\{ ([^}]*) \}|(\S+))/,
    ([, protocol, set, one]) => {
      const ports = portIn((set ?? one ?? '').replaceAll(' ', ''))
      return (packet) => packet.protocol === protocol && ports(packet)
    },
  ],
  [
    /^(?:meta l4proto|ip protocol) (?:\{ ([^}]*) \}|(\S+))/,
    ([, set, one]) => {
      const protocols = (set ?? one ?? '').split(/, ?/)
      return ({ protocol }) => protocols.includes(protocol)
    },
  ],
  [
    /^(?:meta )?iif(?:name)? (?:\{ ([^}]*) \}|(\S+))/,
    ([, set, one]) => {
      const links = (set ?? one ?? '').replaceAll('"', '').split(/, ?/).map(linkIs)
      return (packet) => links.some((each) => each(packet))
    },
  ],
  [/^ip saddr (?:\{ ([^}]*) \}|(\S+))/, ([, set, one]) => fromIs((set ?? one ?? '').replaceAll(' ', ''))],
  [
    /^ct state (?:\{ ([^}]*) \}|(\S+))/,
    ([, set, one]) =>
      () =>
        (set ?? one ?? '').split(/, ?/).includes('new'),
  ],
  [/^counter(?: packets \d+ bytes \d+)?/, () => () => true],
  [/^log(?: prefix "[^"]*")?(?: level \S+)?/, () => () => true],
  [/^comment "[^"]*"/, () => () => true],
]

function nftRule(line: string): Rule {
  let rest = line.replace(/ comment "[^"]*"$/, '')
  let verdict: Verdict = 'go-on'
  const [jump, how = '', to = ''] = /\b(jump|goto) (\S+)$/.exec(rest) ?? []
  const found = NFT_VERDICTS.find(([pattern]) => pattern.test(rest))
  if (jump !== undefined) {
    verdict = { jump: to, goto: how === 'goto' }
    rest = rest.slice(0, -jump.length)
  } else if (found !== undefined) {
    verdict = found[1]
    rest = rest.replace(found[0], '')
  }
  const conditions: Condition[] = []
  for (rest = rest.trim(); rest !== ''; rest = rest.trim()) {
    const known = NFT_CONDITIONS.flatMap(([pattern, make]) => {
      const match = pattern.exec(rest)
      return match === null ? [] : [{ match, make }]
    })[0]
    if (known === undefined) return { applies: undefined, verdict }
    conditions.push(known.make(known.match))
    rest = rest.slice(known.match[0].length)
  }
  return { applies: (packet) => conditions.every((each) => each(packet)), verdict }
}
