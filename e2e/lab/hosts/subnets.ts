import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from './lab-folders'
import { LabError, mustRun } from './run-command'

const lockFile = (subnet: number) => path.join(cacheFolder(), 'subnets', String(subnet))

/**
 * Takes a free N for 10.77.N.0/24, held by a lock file until `releaseSubnet`; also avoids networks that the machine routes.
 * @throws LabError when all are taken
 */
export async function takeSubnet(lab: string): Promise<number> {
  await mkdir(path.join(cacheFolder(), 'subnets'), { recursive: true })
  const routes = await mustRun('ip', ['-4', 'route', 'show', 'table', 'all'])
  for (let subnet = 1; subnet <= 250; subnet++) {
    if (
      routes.includes(` 10.77.${subnet}.`) ||
      routes.startsWith(`10.77.${subnet}.`) ||
      routes.includes(`\n10.77.${subnet}.`)
    )
      continue
    try {
      await writeFile(lockFile(subnet), `${lab}\n`, { flag: 'wx' })
      return subnet
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
  throw new LabError(
    'every network 10.77.1.0/24 to 10.77.250.0/24 is taken: remove labs with "npm run lab -- down --all"',
  )
}

export async function releaseSubnet(subnet: number): Promise<void> {
  await rm(lockFile(subnet), { force: true })
}

/** Frees networks of labs that do not exist, left by a process that ended at the wrong moment. */
export async function releaseForgottenSubnets(labs: readonly string[]): Promise<void> {
  const folder = path.join(cacheFolder(), 'subnets')
  await mkdir(folder, { recursive: true })
  for (const subnet of await readdir(folder)) {
    const file = path.join(folder, subnet)
    // A lab that is being made right now has its network before it has its folder.
    const ageMs = Date.now() - (await stat(file)).mtimeMs
    if (ageMs > 60_000 && !labs.includes((await readFile(file, 'utf8')).trim())) await rm(file, { force: true })
  }
}
