import { type Binary, contentText, packageEntries, places } from './package-content'
import { type PackageEntry, tar } from './tar'

/**
 * For machines without a package manager that we know: an archive to unpack in `/`, with a manifest of its files and
 * the scripts that a package manager would run.
 */
export async function* filesPackage(binary: Binary): AsyncGenerator<Buffer> {
  const { lib } = places.files
  const script = async (name: string, file: string): Promise<PackageEntry> => ({
    type: 'text',
    path: `${lib}/${name}`,
    mode: 0o755,
    text: await contentText(file),
  })
  // Unpacking a folder entry would change the mode of one that is there already.
  const files = (await packageEntries('files', binary)).filter((entry) => entry.type !== 'folder')
  const entries = [
    ...files,
    await script('installed', 'files-install.sh'),
    await script('remove-files', 'files-remove.sh'),
  ]
  const manifest = entries.map((entry) => `${entry.path}\n`).join('')
  yield* tar([...entries, { type: 'text', path: `${lib}/manifest`, mode: 0o644, text: manifest }])
}
