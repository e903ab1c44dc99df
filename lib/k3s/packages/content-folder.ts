import path from 'node:path'

/** Path of a file in `content/`; BUZZCRATE_ROOT is the installed program's folder. */
export const contentFile = (name: string): string =>
  path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib', 'k3s', 'packages', 'content', name)
