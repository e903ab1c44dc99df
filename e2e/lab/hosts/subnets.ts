import { mkdir, rm, writeFile } from 'node:fs/promises'
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
