import type { volatile } from '../hosts/host-snapshot'

/** What starting k3s leaves on a host without k3s's doing. */
export const notOurs: typeof volatile = [
  {
    section: 'units',
    key: /^running:systemd-networkd-wait-online/,
    why: 'k3s asks systemd for the network, and it stays up',
  },
  {
    section: 'cgroups',
    key: /\/k3s-[^/]+$/,
    why: 'the lab edition shares the machine’s control groups; the lab removes them',
  },
  { section: 'files', key: /^\/run\/motd\.dynamic$/, why: 'somebody logged in' },
  { section: 'files', key: /^\/etc\/ld\.so\.cache$/, why: 'pacman rebuilds it with each package' },
]
