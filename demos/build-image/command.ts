import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '@/lib/core/errors'
import { buildImage } from './build-image'
import { listDemos } from './list-demos'
import { PackageLists } from './package-lists'

const USAGE = `usage: npm run demos -- keep
       npm run demos -- build [DEMO …] --out DIR [--packages FILE]
The first builds what the panel's catalogue lacks, and puts it there. The second writes archives.
Builds images from scratch, for amd64 and arm64, and writes them as archives: one an architecture, which the catalogue's
page takes, and one of both, for registries (skopeo copy oci-archive:FILE docker://…). Beside an image of Debian's
packages, a file says which ones they were; with --packages, one demo is built from those again, to the same bytes.`

/** `npm run demos -- build [DEMO …] --out DIR [--packages FILE]`. Sets the exit code. */
export async function demosCommand(args: readonly string[]): Promise<void> {
  const demosDir = path.resolve(import.meta.dirname, '..')
  const known = listDemos(demosDir)
  const options = { out: { type: 'string' }, packages: { type: 'string' } } as const
  const read = () => parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  let given: ReturnType<typeof read>
  try {
    given = read()
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  const [command, ...demos] = given.positionals
  const { out: outDir, packages: list } = given.values
  if (command !== 'build' || outDir === undefined) return wrong(`The demos are ${known.join(', ')}.`)
  if (list !== undefined && demos.length !== 1) return wrong('A list of packages is one demo’s: name that demo.')
  const signal = new AbortController()
  process.once('SIGINT', () => signal.abort(new AppError('stopped', { userMessage: 'Stopped.' })))
  try {
    const packages = list === undefined ? {} : { packages: await readLists(list) }
    for (const demo of demos.length > 0 ? demos : known) {
      const onLine = (line: string) => console.log(`... ${line}`)
      const { files, multiArch } = await buildImage({ demo, outDir, onLine, signal: signal.signal, ...packages })
      for (const file of [...files, multiArch])
        console.log(`${file.sha256}  ${file.path}  ${file.bytes} bytes  ${file.ref}`)
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(error.userMessage)
    if (error.message !== error.userMessage) console.error(error.message)
    process.exitCode = 1
  }
}

async function readLists(file: string): Promise<PackageLists> {
  const refused = (cause: unknown) =>
    new AppError('bad-package-list', {
      userMessage: `${file} is not a list of packages that an earlier build wrote (….packages.json).`,
      cause,
    })
  try {
    return PackageLists.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    throw refused(error)
  }
}

function wrong(why: string): void {
  console.error(`${USAGE}\n${why}`)
  process.exitCode = 2
}
