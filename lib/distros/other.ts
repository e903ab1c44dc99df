import type { Distro } from './distro'

/** Every other Linux with systemd: plain files with a manifest, no package manager. */
export const other: Distro = {
  id: 'other',
  title: 'another Linux',
  matches: () => true,
  packageFormat: 'files',
  installCommand: (packages) => `install ${packages.join(' ')} with the package manager of the machine`,
  commandLineFiles: [],
}
