import path from 'node:path'

/** Where a script is that runs on a board, by its file name. */
export const boardScript = (name: 'init.sh' | 'configure-packages.sh' | 'update-boot.sh'): string =>
  path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib', 'imaging', 'debian', 'board', name)
