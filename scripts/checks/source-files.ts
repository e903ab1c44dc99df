import { execFileSync } from 'node:child_process'

export const isTestFile = (file: string): boolean => /\.(test|spec)\.tsx?$/.test(file)

/** All files of the checkout that git knows or would add, relative, sorted. */
export function projectFiles(root: string): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  const gone = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' })
  const deleted = new Set(gone.split('\0'))
  return listed
    .split('\0')
    .filter((file) => file !== '' && !deleted.has(file))
    .sort()
}

/** The TypeScript sources among them. */
export const sourceFiles = (root: string): string[] =>
  projectFiles(root).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
