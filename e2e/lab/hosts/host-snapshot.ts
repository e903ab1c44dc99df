/**
 * Everything that is on a host, as plain records that compare by key. `files`: path → type, mode, owner and, for files,
 * size and sha256, for links their target.
 */
export type HostSnapshot = {
  readonly files: Readonly<Record<string, string>>
  readonly packages: Readonly<Record<string, string>>
  readonly units: Readonly<Record<string, string>>
  readonly users: Readonly<Record<string, string>>
  readonly mounts: Readonly<Record<string, string>>
  readonly interfaces: Readonly<Record<string, string>>
  readonly firewall: Readonly<Record<string, string>>
  readonly sysctls: Readonly<Record<string, string>>
  readonly listening: Readonly<Record<string, string>>
  readonly processes: Readonly<Record<string, string>>
  readonly cgroups: Readonly<Record<string, string>>
}

export type SnapshotSection = keyof HostSnapshot

/** `before` is null for what came, `after` null for what went. */
export type SnapshotChange = {
  readonly section: SnapshotSection
  readonly key: string
  readonly before: string | null
  readonly after: string | null
}

/** What changes on any running Linux without anybody's doing, with the reason. Everything else counts. */
export const volatile: readonly { readonly section: SnapshotSection; readonly key: RegExp; readonly why: string }[] = [
  { section: 'files', key: /^\/var\/log\/(journal\/.*|lastlog|wtmp|btmp|faillog)$/, why: 'logs of what happened' },
  { section: 'files', key: /^\/var\/log\/(dpkg|alternatives|pacman)\.log$/, why: 'the package manager’s own log' },
  { section: 'files', key: /^\/var\/lib\/dpkg\/(.*-old|lock.*|triggers\/.*)$/, why: 'dpkg’s backups and locks' },
  { section: 'files', key: /^\/var\/lib\/systemd\/(timers\/.*|random-seed|catalog\/.*)$/, why: 'systemd’s own notes' },
  {
    section: 'files',
    key: /^\/(var\/)?tmp\/systemd-private-\w+-(systemd|dbus)-[-\w.]+(\/tmp)?$/,
    why: 'private folders of systemd’s own services, new at every boot',
  },
  { section: 'files', key: /^\/var\/cache\/ldconfig\/aux-cache$/, why: 'rebuilt by ldconfig' },
  { section: 'files', key: /^\/var\/lib\/sudo\/.*$/, why: 'sudo’s lecture and time stamps' },
  {
    section: 'files',
    key: /^\/run\/(systemd|log|user|sudo|dbus|udev|lock|utmp|motd.dynamic|credentials|host|lab-host)(\/.*)?$/,
    why: 'systemd and sessions, in memory',
  },
  { section: 'files', key: /^\/(home\/\w+|root)\/\.bash_history$/, why: 'somebody logged in by hand' },
  {
    section: 'units',
    key: /^(running:)?(user@|user-runtime-dir@|session-|systemd-tmpfiles-clean|systemd-hostnamed|systemd-timedated)/,
    why: 'comes and goes',
  },
  { section: 'mounts', key: /^\/run\/(credentials|user|systemd|host)(\/.*)?$/, why: 'systemd’s own' },
  { section: 'interfaces', key: /^fe80/, why: 'link-local routes' },
  {
    section: 'processes',
    key: /sshd:|systemd-(hostnamed|timedated|tmpfiles)|\(sd-|^(ps|sh|awk|find|bash|-bash)\b/,
    why: 'sessions, and the look itself',
  },
]

/** Every difference between two snapshots of a host, but for what `volatile` and `ignore` name. Empty: nothing is left. */
export function diffSnapshots(
  before: HostSnapshot,
  after: HostSnapshot,
  ignore: typeof volatile = [],
): SnapshotChange[] {
  const changes: SnapshotChange[] = []
  const rules = [...volatile, ...ignore]
  const sections = Object.keys(before).filter((key): key is SnapshotSection => key in before)
  for (const section of sections) {
    const [old, now] = [before[section], after[section]]
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const change = { section, key, before: old[key] ?? null, after: now[key] ?? null }
      if (change.before === change.after) continue
      if (rules.some((rule) => rule.section === section && rule.key.test(key))) continue
      changes.push(change)
    }
  }
  return changes
}

/** One line a change, for a test's message or a person. */
export function describeChanges(changes: readonly SnapshotChange[]): string {
  return changes
    .map(({ section, key, before, after }) => {
      if (before === null) return `+ ${section} ${key} (${after})`
      if (after === null) return `- ${section} ${key} (${before})`
      return `~ ${section} ${key}: ${before} → ${after}`
    })
    .join('\n')
}
