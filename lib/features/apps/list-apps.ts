import type { AppDefinition } from '@/lib/apps/app-definition'
import { catalogue } from '@/lib/apps/catalogue'
import type { ArtifactRecord } from '@/lib/artifacts/artifact-index'
import type { CatalogueApp, KeptImage } from '@/lib/contracts/apps'
import type { Actor } from '@/lib/core/actor'
import { registryImageOf } from '@/lib/db/registry-images'
import { assertMay } from '@/lib/features/policy'
import { listWords } from '@/lib/shared/live-cluster/durations'
import { appShelf } from './app-shelf'

/** The catalogue, with where each app's image comes from, or what to do to get one. */
export async function listApps(actor: Actor): Promise<readonly CatalogueApp[]> {
  assertMay(actor, 'apps.read')
  const shelf = appShelf()
  const records = (await shelf.index.list()).filter((record) => record.kind === 'app-image')
  const present = await Promise.all(records.map(async (record) => ((await shelf.content.has(record)) ? [record] : [])))
  return Promise.all(catalogue.map(async (app) => presentApp(app, present.flat(), await registryImageOf(app.id))))
}

/** Pure, for its tests: how an app stands, given what is in the store. */
export function presentApp(
  app: AppDefinition,
  records: readonly ArtifactRecord[],
  registryImage: string | undefined,
): CatalogueApp {
  const { id, title, summary, version } = app
  const own = records.filter((record) => record.version === `${id}@${version}`)
  return {
    id,
    title,
    summary,
    teaches: app.teaches.join(' '),
    version,
    images: registryImage === undefined ? own.map((record) => record.architecture) : app.architectures,
    imageNote: imageNote(app, own, registryImage),
    kept: app.architectures.map((architecture) => keptImage(architecture, own)),
    registryImage,
    imageName: app.image.ref,
    port: app.answers.port,
  }
}

function keptImage(architecture: KeptImage['architecture'], own: readonly ArtifactRecord[]): KeptImage {
  const record = own.find((each) => each.architecture === architecture)
  if (record === undefined) return { architecture, from: undefined, bytes: 0 }
  return { architecture, from: record.source === 'built' ? 'built' : 'uploaded', bytes: record.bytes }
}

function imageNote(app: AppDefinition, own: readonly ArtifactRecord[], registryImage: string | undefined): string {
  if (registryImage !== undefined) return `The machines pull ${registryImage} themselves.`
  if (own.length === 0) {
    return `There is no image yet. BuzzCrate builds it by itself at its next start where it finds Go 1.24 or newer and the folder demos/${app.image.demo}. An admin can also upload an OCI archive, or name an image in a registry.`
  }
  const sources = new Set(own.map((record) => (record.source === 'built' ? 'Built here from its source' : 'Uploaded')))
  const missing = app.architectures.filter((each) => !own.some((record) => record.architecture === each))
  const lacking = missing.length === 0 ? '' : ` There is none for ${listWords(missing)} yet.`
  return `${[...sources].join(', ')}; brought to the machines without a registry.${lacking}`
}
