import { homedir } from 'node:os'
import path from 'node:path'

/** Everything the lab keeps lives here, outside the checkout. */
export function cacheFolder(): string {
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'buzzcrate', 'lab')
}

/** Folder of one lab: lab.json, the key pair, known_hosts and one folder a host. */
export function labFolder(name: string): string {
  return path.join(cacheFolder(), 'labs', name)
}
