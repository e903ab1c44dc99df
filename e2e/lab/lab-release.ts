import { buildLabK3s } from './build-k3s'

/** The folder of k3s release files for the lab: `BUZZCRATE_K3S_DIR`, or the lab edition, built once into the cache. */
export async function labRelease(_say: (line: string) => void): Promise<string> {
  const given = process.env['BUZZCRATE_K3S_DIR']
  return given ? given : (await buildLabK3s()).dir
}
