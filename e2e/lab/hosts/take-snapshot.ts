import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { HostSnapshot } from './host-snapshot'
import { mustRun } from './run-command'

/** Runs a shell command as root inside the host and gives its output. */
export type RunInside = (command: string) => Promise<string>

const fields = '%y\\t%#m\\t%U:%G\\t%s\\t%l\\t%p\\0'
/** One file system each; /var is its own. The kernel's folders (/proc, /sys, /dev) hold no files of anybody's. */
const places = '/ /var /run /dev/shm'

const commands = {
  packages: `if [ -x /usr/bin/pacman ]; then pacman -Q; else dpkg-query -W -f '\${Package} \${Version} \${db:Status-Abbrev}\\n'; fi`,
  units: `systemctl list-unit-files --no-legend --no-pager --plain | sed 's/  */ /g'; systemctl list-units --all --no-legend --no-pager --plain --type=service,timer,socket,path --state=active,failed,activating | awk '{print "running:" $1, $3}'`,
  users: `getent passwd; getent group; getent shadow | cut -d: -f1,2`,
  mounts: `awk '{ i = 0; for (n = 7; n <= NF; n++) if ($n == "-") i = n; print $5, $(i + 1) }' /proc/self/mountinfo`,
  interfaces: `ip -o link | sed 's/@[^:]*//' | awk '{print $2}'; ip -o addr show scope global | awk '{print $2, $4}'; ip route; ip rule; ls /run/netns 2>/dev/null | sed 's/^/netns: /'`,
  firewall: `iptables-save; ip6tables-save; for t in iptables-legacy-save ip6tables-legacy-save; do command -v $t >/dev/null && $t; done; nft list ruleset | grep -v '^#' | sed 's/counter packets [0-9]* bytes [0-9]*/counter/'`,
  sysctls: `for f in /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/all/forwarding /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/bridge/bridge-nf-call-iptables /proc/sys/vm/overcommit_memory /proc/sys/kernel/panic /proc/sys/kernel/panic_on_oops; do [ -e $f ] && echo "$f $(cat $f)"; done`,
  listening: `ss -Hlntu | awk '{print $1, $5}'`,
  processes: `ps -eo pid,ppid,args --no-headers | awk '$1 != 2 && $2 != 2 { $1 = ""; $2 = ""; print }'`,
  cgroups: `find /sys/fs/cgroup -mindepth 1 -type d | grep -v '/\\(system\\|user\\|init\\|machine\\)\\.\\(slice\\|scope\\)\\|/supervisor$\\|/payload$'`,
} satisfies Record<Exclude<keyof HostSnapshot, 'files'>, string>

/** Lines of a firewall listing that say something: a freshly created table with only open built-in chains says nothing. */
function isRule(line: string): boolean {
  const text = line.trim()
  if (text === '' || text === '}' || text === 'COMMIT' || text.startsWith('#') || text.startsWith('*')) return false
  if (/^:\w+ ACCEPT \[/.test(text) || /^(table|chain) .*\{$/.test(text))
    return /^chain (?!(INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING) )/.test(text)
  return !/^type \w+ hook \w+ priority [-\w ]+; policy accept;$/.test(text)
}

function toRecord(lines: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (const line of lines) {
    const [key = '', ...rest] = line.split(' ')
    // Several lines may begin alike (rules, routes): then the whole line is the key.
    const unique = key in record || rest.length > 3 ? line : key
    record[unique] = rest.join(' ')
  }
  return record
}

async function listFiles(run: RunInside, disk: string, manifest: string): Promise<Record<string, string>> {
  const [listing, base, own] = await Promise.all([
    run(`find ${places} -xdev -printf '${fields}'`),
    readFile(manifest, 'utf8'),
    // Only what differs from the base needs reading: the base's sums are known. The journal is large and never compared.
    mustRun('sh', [
      '-c',
      'cd "$0" && find upper var -xdev -path var/log/journal -prune -o -type f -print0 | xargs -0 sha256sum',
      disk,
    ]),
  ])
  const sums = new Map<string, string>()
  for (const line of base.split('\n')) sums.set(line.slice(68), line.slice(0, 64))
  for (const line of own.split('\n')) sums.set(line.slice(66).replace(/^upper\//, ''), line.slice(0, 64))
  const files: Record<string, string> = {}
  for (const entry of listing.split('\0')) {
    if (entry === '') continue
    const [type = '', mode, owner, size, link, file = ''] = entry.split('\t')
    const detail =
      type === 'f' ? `${size} ${sums.get(path.relative('/', file)) ?? ''}` : type === 'l' ? `-> ${link}` : ''
    files[file] = `${type} ${mode} ${owner} ${detail}`.trim()
  }
  return files
}

/**
 * Describes everything that is on a running host. `disk` is the folder of its own layers on this machine, `manifest` the
 * base system's sums.
 */
export async function takeSnapshot(run: RunInside, disk: string, manifest: string): Promise<HostSnapshot> {
  const lines = async (section: keyof typeof commands) =>
    (await run(`${commands[section]}; true`)).split('\n').filter(Boolean)
  const firewall = (await lines('firewall')).filter(isRule)
  return {
    files: await listFiles(run, disk, manifest),
    packages: toRecord(await lines('packages')),
    units: toRecord(await lines('units')),
    users: toRecord(await lines('users')),
    mounts: toRecord(await lines('mounts')),
    interfaces: toRecord(await lines('interfaces')),
    firewall: Object.fromEntries(firewall.map((rule) => [rule, ''])),
    sysctls: toRecord(await lines('sysctls')),
    listening: Object.fromEntries((await lines('listening')).map((socket) => [socket, ''])),
    processes: Object.fromEntries((await lines('processes')).map((line) => [line.trim(), ''])),
    cgroups: toRecord(await lines('cgroups')),
  }
}
